import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../support/cli.ts'
import { realClip } from '../../../support/real-clip.ts'
import { hasFfmpeg, tempDir } from '../../media/support.ts'

const models = join(process.env.GAZE_TEST_DATA ?? '', 'models')

/** Model, and what else `detect` is told. */
const WAYS = [
  ['yolox_nano_416x416.onnx', ''],
  ['nanodet_m_416.onnx', ''],
  ['agpl/yolov8n_int8.onnx', 'every=2'],
  ['yolox_nano_416x416.onnx', 'every=2'],
  ['yolox_nano_416x416.onnx', 'only-on-motion=true'],
] as const

/** From when the first comes in to when the second does, who then stands still for as long. */
const HALF_STILL = 'trim=start_frame=40:end_frame=240,setpts=PTS-STARTPTS,tpad=stop_mode=clone:stop=200'

interface Crossing {
  readonly data: {
    readonly direction: string
    readonly class: string
    readonly totals: { readonly out: number }
  }
}

// Six people come in one by one, stand still for ten seconds and more, and leave at the right edge.
describe.skipIf(!realClip)('six people by a detector, each once', () => {
  it.each(WAYS.filter(([model]) => existsSync(join(models, model))))(
    '%s %s',
    async (model, how) => {
      const detect = `detect model=${join(models, model)} classes=person ${how}`
      const statement = `file ${realClip} ! ${detect} ! track ! count-line name=door line=0.75,0:0.75,1`
      const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement, '--json'], {
        timeoutMs: 560_000,
      })
      expect({ code, stderr }).toMatchObject({ code: 0 })
      const crossings = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Crossing)
      expect(crossings.map(({ data }) => data.direction)).toEqual(['out', 'out', 'out', 'out', 'out', 'out'])
      expect(crossings.at(-1)?.data).toMatchObject({ class: 'person', totals: { in: 0, out: 6 } })
    },
    600_000,
  )
})

describe.skipIf(!realClip || !hasFfmpeg)('a clip of which half is still', () => {
  const dir = tempDir()

  it('gives the same events where only what moves is looked at', async () => {
    const clip = join(dir, 'half.mp4')
    execFileSync('ffmpeg', ['-v', 'error', '-i', realClip!, '-vf', HALF_STILL, clip])
    const told = async (how: string): Promise<string[]> => {
      const detect = `detect model=${join(models, 'yolox_nano_416x416.onnx')} classes=person ${how}`
      const count = 'count-line line=0.75,0:0.75,1 ! count-zone polygon=0,0:1,0:1,1:0,1'
      const { code, stdout, stderr } = await runCli(
        ['pipeline', 'run', `file ${clip} ! ${detect} ! track ! ${count}`, '--json'],
        { timeoutMs: 280_000 },
      )
      expect({ code, stderr }).toMatchObject({ code: 0 })
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; data: object })
        .map(({ id, data }) => JSON.stringify([id, { ...data, box: 0, score: 0 }]))
    }
    const plain = await told('')
    expect(plain).toHaveLength(4)
    expect(await told('only-on-motion=true')).toEqual(plain)
  }, 600_000)
})
