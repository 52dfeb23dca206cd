import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createJpegDecoder } from '../../../../src/runtime/media/jpeg.ts'
import { createHome, runCli } from '../../../support/cli.ts'
import { implementations } from '../../media/support.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true }))

const COUNT = 'motion ! track ! count-line line=0.5,0:0.5,1'

/** Red, green, blue at that place of a JPEG, 0-1 of it. */
const colourAt = async (path: string, x: number, y: number): Promise<number[]> => {
  const decoder = await createJpegDecoder([{ kind: 'rgb' }])
  const { rgb, release } = await decoder.decode(readFileSync(path))
  const at = (Math.floor(y * rgb!.height) * rgb!.width + Math.floor(x * rgb!.width)) * 3
  const colour = [...rgb!.data.subarray(at, at + 3)]
  release()
  await decoder.close()
  return colour
}

describe.each(implementations)('draw ! frames with GAZE_MEDIA=%s', (media) => {
  it('writes what is drawn, beside a branch that writes what came', async () => {
    const [plain, drawn] = [join(home, `${media}-plain`), join(home, `${media}-drawn`)]
    const statement = [
      `scene width=320 height=180 frames=30 noise=0 ! ${COUNT} id=c ! draw what=lines size=6 ! frames ${drawn} every=10`,
      `c. ! frames ${plain} every=10 quality=90`,
    ].join(' ; ')
    const { code, stderr } = await runCli(['pipeline', 'run', statement, '--json'], {
      home,
      env: { GAZE_MEDIA: media },
    })
    expect(code, stderr).toBe(0)
    expect(stderr).not.toMatch(/dropped|not delivered|never given back/)
    const names = ['000000.jpg', '000010.jpg', '000020.jpg']
    expect(readdirSync(drawn).sort()).toEqual(names)
    expect(readdirSync(plain).sort()).toEqual(names)
    for (const name of names) {
      const [red, green, blue] = await colourAt(join(drawn, name), 0.5, 0.9)
      expect([red! > 200, green! > 150, blue! < 80]).toEqual([true, true, true])
      expect((await colourAt(join(plain, name), 0.5, 0.9))[2]).toBeGreaterThan(100)
    }
  })
})
