import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createJpegDecoder } from '../../../src/runtime/media/jpeg.ts'
import { openVideo } from '../../../src/runtime/media/open-video.ts'
import type { Picture } from '../../../src/runtime/media/types.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import { difference, implementations, tempDir } from './support.ts'

const dir = tempDir()
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const views = [{ kind: 'grey', width: 160 }] as const

const open = async (media: 'addon' | 'ffmpeg' = 'addon') => {
  const clip = join(dir, 'scene.mp4')
  await writeScene(clip, { width: 320, height: 180, frames: 40, noise: 0, traffic: 4 })
  return openVideo(clip, { views, pictures: true, media })
}

describe('a JPEG that is made later', () => {
  it.each(implementations)(
    'is that of its own frame, also when others were decoded meanwhile (%s)',
    async (media) => {
      const reader = await open(media)
      const decoder = await createJpegDecoder(views, 'addon')
      for (let picture = await reader.next(); picture !== undefined; picture = await reader.next()) {
        const following = await reader.next()
        const jpeg = picture.late?.()
        const decoded = await decoder.decode(jpeg!)
        expect(decoded).toMatchObject({ width: 320, height: 180 })
        expect(difference(picture.greys[0]!.data, decoded.greys[0]!.data)).toBeLessThan(2)
        decoded.release()
        picture.release()
        following?.release()
      }
      await decoder.close()
      await reader.close()
    },
  )

  it('is not there after the release, nor for more frames than are kept', async () => {
    const reader = await open()
    const pictures: Picture[] = []
    for (let n = 0; n < 6; n += 1) pictures.push((await reader.next())!)
    expect(pictures.map((picture) => picture.late?.() !== undefined)).toEqual([
      ...[true, true, true, true],
      ...[false, false],
    ])
    for (const picture of pictures) picture.release()
    expect(pictures.map((picture) => picture.late?.())).toEqual(pictures.map(() => undefined))
    const next = (await reader.next())!
    expect(next.late?.()).toBeDefined()
    await reader.close()
    expect(next.late?.()).toBeUndefined()
    next.release()
  })

  it('is there of the newest frame after its release, until the next comes', async () => {
    const reader = await open()
    const first = (await reader.next())!
    first.release()
    expect(first.late?.()).toBeDefined()
    const second = (await reader.next())!
    expect(first.late?.()).toBeUndefined()
    expect(second.late?.()).toBeDefined()
    second.release()
    await reader.close()
  })
})
