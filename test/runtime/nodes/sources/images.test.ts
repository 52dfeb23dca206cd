import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { images } from '../../../../src/runtime/nodes/sources/images.ts'
import { listPictures } from '../../../../src/runtime/nodes/sources/images/list-pictures.ts'
import type { Frame } from '../../../../src/runtime/pipeline/item.ts'
import { difference, implementations, tempDir } from '../../media/support.ts'
import { runSource } from './source-harness.ts'

const pictures = join(import.meta.dirname, '..', '..', 'media', 'pictures')
const dir = tempDir()
const shots = join(dir, 'shots')
/** The bytes of the PPM that has the same pixels. */
const scene = readFileSync(join(pictures, 'scene.ppm')).subarray(-47 * 31 * 3)

beforeAll(() => {
  mkdirSync(join(shots, 'inside.jpg'), { recursive: true })
  const copy = (from: string, to: string): void => copyFileSync(join(pictures, from), join(shots, to))
  copy('scene.png', 'shot-10.PNG')
  copy('420.jpg', 'shot-9.jpg')
  copy('exif-6.jpg', 'shot-11.jpeg')
  copy('scene.ppm', 'shot-12.ppm')
  copy('420.jpg', '.hidden.jpg')
  writeFileSync(join(shots, 'shot-1.jpg'), 'not a picture')
  writeFileSync(join(shots, 'shot-13.png'), readFileSync(join(pictures, 'scene.png')).subarray(0, 40))
  writeFileSync(join(shots, 'shot-14.jpg'), '')
  writeFileSync(join(shots, 'notes.txt'), 'not a picture either')
})

const views = [{ kind: 'rgb' }, { kind: 'grey', width: 20 }, { kind: 'jpeg', quality: 90 }] as const

interface Seen {
  readonly index: number
  readonly size: readonly number[]
  readonly rgb: Uint8Array
  readonly grey: number
  readonly jpeg: Uint8Array
  readonly picture: Uint8Array | undefined
}

const see = async (media: string, path: string, params: object = {}) => {
  const seen: Seen[] = []
  const look = async (frame: Frame): Promise<void> => {
    seen.push({
      index: frame.index,
      size: [frame.width, frame.height],
      rgb: frame.rgb().data.slice(),
      grey: frame.grey(20).height,
      jpeg: frame.jpeg(90).slice(),
      picture: await frame.picture(),
    })
  }
  const result = await runSource(images, {
    params: { path, ...params },
    views,
    env: { GAZE_MEDIA: media },
    look,
  })
  return { ...result, seen }
}

describe.each(implementations)('images with GAZE_MEDIA=%s', (media) => {
  it('reads a folder in the natural order of its names, each picture in its own size', async () => {
    const { seen, times, dropped, log, states } = await see(media, shots, { fps: 10 })
    expect(seen.map(({ index, size, grey }) => [index, ...size, grey])).toEqual([
      [1, 47, 31, 14],
      [2, 47, 31, 14],
      [3, 31, 47, 30],
      [4, 47, 31, 14],
    ])
    expect(times).toEqual([1n, 2n, 3n, 4n].map((n) => n * 100_000_000n))
    expect(dropped).toEqual({ undecodable: 3 })
    expect(log).toMatch(/shot-1\.jpg/)
    expect(states.at(-1)?.message).toMatch(
      /3 of 7 pictures cannot be read; the last is shot-14\.jpg: .*empty/,
    )
    expect(difference(seen[1]!.rgb, scene)).toBe(0)
    expect(difference(seen[3]!.rgb, scene)).toBe(0)
  })

  it('gives a JPEG as it came, and makes one of another picture', async () => {
    const { seen } = await see(media, join(shots, 'shot-1[01].*'))
    const came = readFileSync(join(pictures, 'exif-6.jpg'))
    const [png, jpeg] = [seen[0]!, seen[1]!]
    expect([Buffer.from(jpeg.jpeg), Buffer.from(jpeg.picture!)]).toEqual([came, came])
    expect([...png.jpeg.subarray(0, 2), ...png.picture!.subarray(0, 2)]).toEqual([0xff, 0xd8, 0xff, 0xd8])
  })

  it('reads one picture', async () => {
    expect((await see(media, join(shots, 'shot-9.jpg'))).seen).toHaveLength(1)
  })

  it('fails when none of them can be read, and says why', async () => {
    const reading = see(media, join(shots, 'shot-1*.jpg'))
    await expect(reading).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      why: expect.stringMatching(/shot-14/),
    })
  })
})

describe('listPictures', () => {
  const names = async (path: string): Promise<string[]> =>
    (await listPictures(path)).map((found) => found.slice(dir.length + 1))

  it.each([
    [
      'shots/*1?.*',
      [
        'shots/shot-10.PNG',
        'shots/shot-11.jpeg',
        'shots/shot-12.ppm',
        'shots/shot-13.png',
        'shots/shot-14.jpg',
      ],
    ],
    ['s*/shot-[!1]*', ['shots/shot-9.jpg']],
    ['shots/.*', ['shots/.hidden.jpg']],
    ['shots/n[oO]tes.*', ['shots/notes.txt']],
  ])('matches %s', async (pattern, expected) => {
    expect(await names(join(dir, pattern))).toEqual(expected)
  })

  it('takes a name that looks like a pattern for the file that there is', async () => {
    writeFileSync(join(dir, 'a[1].jpg'), '')
    expect(await names(join(dir, 'a[1].jpg'))).toEqual(['a[1].jpg'])
  })

  it.each([
    ['no/such', 'FILE_NOT_FOUND'],
    ['shots/*.gif', 'SOURCE_FAILED'],
    ['shots/inside.jpg', 'SOURCE_FAILED'],
  ])('says that there is nothing: %s', async (path, code) => {
    await expect(listPictures(join(dir, path))).rejects.toMatchObject({ code })
  })
})
