import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPictureEncoder, writeVideo } from '../../../src/runtime/media/encode.ts'
import { createJpegDecoder } from '../../../src/runtime/media/jpeg.ts'
import type { RawFormat } from '../../../src/runtime/media/raw.ts'
import { difference, implementations, readVideo, slope, tempDir } from './support.ts'

const [WIDTH, HEIGHT] = [96, 64]
const grey = slope(WIDTH, HEIGHT)

/** The same grey picture in each form. */
const pictures: Record<RawFormat, Uint8Array> = {
  gray: grey,
  rgb24: grey.reduce(
    (rgb, level, n) => rgb.fill(level, n * 3, n * 3 + 3),
    new Uint8Array(WIDTH * HEIGHT * 3),
  ),
  yuvj420p: Uint8Array.from({ length: WIDTH * HEIGHT * 1.5 }, (_, n) => grey[n] ?? 128),
}

const formats = Object.keys(pictures) as RawFormat[]

describe.each(implementations)('pictures encoded by %s', (media) => {
  it.each(formats)('JPEG of %s', async (format) => {
    const encoder = await createPictureEncoder({ width: WIDTH, height: HEIGHT, format }, 92, media)
    const decoder = await createJpegDecoder([{ kind: 'grey', width: WIDTH }], media)
    for (let n = 0; n < 3; n++) {
      const { greys } = await decoder.decode(await encoder.encode(pictures[format]))
      expect(difference(greys[0]!.data, grey)).toBeLessThan(2)
    }
    await encoder.close()
    await decoder.close()
  })

  it('JPEGs of the smallest pictures', async () => {
    const encoder = await createPictureEncoder({ width: 1, height: 1, format: 'rgb24' }, 92, media)
    const decoder = await createJpegDecoder([{ kind: 'rgb' }], media)
    for (const level of [20, 200]) {
      const { rgb, width, height } = await decoder.decode(await encoder.encode(new Uint8Array(3).fill(level)))
      expect([width, height]).toEqual([1, 1])
      expect(difference(rgb!.data, new Uint8Array(3).fill(level))).toBeLessThan(3)
    }
    await encoder.close()
    await decoder.close()
  })

  it.each([
    ['mp4', 'gray'],
    ['mkv', 'rgb24'],
    ['mp4', 'yuvj420p'],
  ] as const)('a video file: %s of %s', async (ending, format) => {
    const path = join(tempDir(), `video.${ending}`)
    const many = Array.from({ length: 12 }, () => pictures[format])
    const written = await writeVideo(path, many, { width: WIDTH, height: HEIGHT, format, fps: 12.5, media })
    expect(written).toMatchObject({ frames: 12 })
    const { times, greys, info } = await readVideo(path, media, [{ kind: 'grey', width: WIDTH }])
    expect(info.fps).toBeCloseTo(12.5)
    expect(times.at(-1)).toBe(880_000_000n)
    expect(difference(greys[6]!, grey)).toBeLessThan(3)
  })

  it('a video that is no longer wanted ends in its middle', async () => {
    const options = { width: WIDTH, height: HEIGHT, format: 'gray', fps: 25, media } as const
    const stop = new AbortController()
    const many = function* () {
      for (let n = 0; n < 20_000; n++) {
        if (n === 100) setTimeout(() => stop.abort())
        yield grey
      }
    }
    const written = writeVideo(join(tempDir(), 'long.mp4'), many(), { ...options, signal: stop.signal })
    await expect(written).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('says why a file cannot be written', async () => {
    const path = join(tempDir(), 'no', 'such', 'folder', 'video.mp4')
    const shape = { width: WIDTH, height: HEIGHT, format: 'gray', fps: 10, media } as const
    await expect(writeVideo(path, [grey], shape)).rejects.toMatchObject({ code: 'SINK_FAILED' })
    expect(existsSync(path)).toBe(false)
  })
})
