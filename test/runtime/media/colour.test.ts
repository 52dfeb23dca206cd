import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeVideo } from '../../../src/runtime/media/encode.ts'
import { createJpegDecoder } from '../../../src/runtime/media/jpeg.ts'
import type { Rgb } from '../../../src/runtime/pipeline/item.ts'
import { difference, implementations, readVideo, tempDir } from './support.ts'

/** Each JPEG with what libjpeg-turbo shows of it beside it; bench/peers/pictures.py made them. */
const folder = join(import.meta.dirname, 'pictures')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.jpg'))
  .map((name) => name.slice(0, -'.jpg'.length))

/** PPM: `P6 width height 255` and the bytes. */
const readPpm = (name: string): Rgb => {
  const bytes = readFileSync(join(folder, `${name}.ppm`))
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.toString('latin1', 0, 32))!
  return { width: Number(head[1]), height: Number(head[2]), data: bytes.subarray(head[0].length) }
}

const decode = async (name: string, media: 'addon' | 'ffmpeg'): Promise<Rgb> => {
  const decoder = await createJpegDecoder([{ kind: 'rgb' }], media)
  try {
    const decoded = await decoder.decode(readFileSync(join(folder, `${name}.jpg`)))
    expect(decoded).toMatchObject({ width: decoded.rgb?.width, height: decoded.rgb?.height, greys: [] })
    return { ...decoded.rgb!, data: decoded.rgb!.data.slice() }
  } finally {
    await decoder.close()
  }
}

const worst = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((most, level, at) => Math.max(most, Math.abs(level - b[at]!)), 0)

describe.each(implementations)('the colour of JPEGs decoded by %s', (media) => {
  it.each(names)('is that of libjpeg-turbo: %s', async (name) => {
    const [ours, theirs] = [await decode(name, media), readPpm(name)]
    expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height])
    expect(ours.data).toHaveLength(theirs.data.length)
    // Of CMYK, which has no colours of its own, each library has another notion in the last bit.
    expect(difference(ours.data, theirs.data)).toBeLessThan(name === 'cmyk' ? 1.5 : 0.5)
    expect(worst(ours.data, theirs.data)).toBeLessThanOrEqual(4)
  })

  it('turns the grey view as well, and follows from one to the next', async () => {
    const decoder = await createJpegDecoder([{ kind: 'rgb' }, { kind: 'grey', width: 31 }], media)
    for (const name of ['exif-6', 'exif-8', '420', 'exif-6']) {
      const { greys, rgb, release } = await decoder.decode(readFileSync(join(folder, `${name}.jpg`)))
      expect(greys[0]!.height).toBe(name === '420' ? 20 : 48)
      expect(difference(rgb!.data, readPpm(name).data)).toBeLessThan(0.5)
      release()
    }
    await decoder.close()
  })
})

const [WIDTH, HEIGHT] = [128, 96]
/** Flat patches of strong colours, 32 pixels each, which coding leaves as they are but for a few levels. */
const patches = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, n) => {
  const [x, y] = [Math.floor((n / 3) % WIDTH) >> 5, Math.floor(n / 3 / WIDTH) >> 5]
  return [40 + x * 50, 200 - y * 70, 30 + ((x + y) % 3) * 90][n % 3]!
})
const clip = join(tempDir(), 'patches.mp4')

beforeAll(async () => {
  const shape = { width: WIDTH, height: HEIGHT, format: 'rgb24', fps: 10 } as const
  await writeVideo(clip, [patches, patches, patches], shape)
})

describe.each(implementations)('the colour of videos read by %s', (media) => {
  it('is that which was filmed, beside the other views', async () => {
    const views = [{ kind: 'jpeg', quality: 90 }, { kind: 'rgb' }, { kind: 'grey', width: 64 }] as const
    const { colours, greys, jpegs } = await readVideo(clip, media, views)
    expect([colours.length, greys.length, jpegs.length]).toEqual([3, 3, 3])
    for (const colour of colours) expect(difference(colour, patches)).toBeLessThan(4)
  })
})

describe.skipIf(implementations.length < 2)('both implementations', () => {
  it.each(names)('give the same colour: %s', async (name) => {
    expect(difference((await decode(name, 'addon')).data, (await decode(name, 'ffmpeg')).data)).toBeLessThan(
      0.1,
    )
  })

  it('give the same colour of a video', async () => {
    const [ours, theirs] = [
      await readVideo(clip, 'addon', [{ kind: 'rgb' }]),
      await readVideo(clip, 'ffmpeg', [{ kind: 'rgb' }]),
    ]
    expect(ours.colours.length).toBe(3)
    ours.colours.forEach((colour, n) => void expect(difference(colour, theirs.colours[n]!)).toBeLessThan(0.1))
  })
})
