import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeVideo } from '../../../src/runtime/media/encode.ts'
import { jpegSize } from '../../../src/runtime/media/jpeg-header.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import { difference, implementations, readVideo, slope, tempDir } from './support.ts'

const SCENE = { width: 320, height: 180, fps: 20, frames: 50, seed: 5, noise: 0 }
/** Grey levels on average by which two builds of FFmpeg may differ. */
const TOLERANCE = 0.5

const dir = tempDir()
const clip = join(dir, 'scene.mp4')

/** Finds an MP4 box by its type and gives the place behind it. */
const behind = (bytes: Buffer, type: string): number => bytes.indexOf(type) + type.length

beforeAll(async () => {
  await writeScene(clip, SCENE)
})

describe.each(implementations)('videos read by %s', (media) => {
  it('says what the video is', async () => {
    const { info } = await readVideo(clip, media)
    expect(info).toMatchObject({ width: 320, height: 180, fps: 20, durationMs: 2500, codec: 'h264' })
  })

  it('gives every picture once, at its time', async () => {
    const { times, faults } = await readVideo(clip, media)
    expect(times).toEqual(Array.from({ length: 50 }, (_, n) => BigInt(n) * 50_000_000n))
    expect(faults).toEqual({ undecodable: 0, patched: 0, resized: 0, broken: '' })
  })

  it('gives several views of one picture', async () => {
    const views = [
      { kind: 'grey', width: 64 },
      { kind: 'grey', width: 160 },
      { kind: 'jpeg', quality: 80 },
    ] as const
    const { greys, jpegs } = await readVideo(clip, media, views)
    expect(greys.slice(0, 2).map((grey) => grey.length)).toEqual([64 * 36, 160 * 90])
    expect(jpegs).toHaveLength(50)
    expect(jpegSize(jpegs[49]!)).toEqual({ width: 320, height: 180 })
  })

  it('makes larger JPEGs of better quality', async () => {
    const [bad, good] = [
      await readVideo(clip, media, [{ kind: 'jpeg', quality: 30 }]),
      await readVideo(clip, media, [{ kind: 'jpeg', quality: 95 }]),
    ]
    expect(good.jpegs[0]!.length).toBeGreaterThan(bad.jpegs[0]!.length * 1.5)
  })

  it('decodes without any view', async () => {
    const { times } = await readVideo(clip, media, [])
    expect(times).toHaveLength(50)
  })

  it('turns a picture upright and reads when it was recorded', async () => {
    const path = join(dir, `turned-${media}.mp4`)
    await writeVideo(path, [slope(64, 32), slope(64, 32)], { width: 64, height: 32, format: 'gray', fps: 10 })
    const flat = await readVideo(path, media, [{ kind: 'grey', width: 64 }])
    const bytes = readFileSync(path)
    const matrix = behind(bytes, 'tkhd') + 40
    ;[0, 65536, 0, -65536, 0, 0].forEach((value, n) => void bytes.writeInt32BE(value, matrix + n * 4))
    bytes.writeUInt32BE(2_082_844_800 + 1_700_000_000, behind(bytes, 'mvhd') + 4)
    writeFileSync(path, bytes)
    const turned = await readVideo(path, media, [{ kind: 'grey', width: 32 }])
    expect(turned.info).toMatchObject({ width: 32, height: 64, creationTime: '2023-11-14T22:13:20.000Z' })
    const upright = Uint8Array.from({ length: 2048 }, (_, n) => {
      const [x, y] = [n % 32, Math.floor(n / 32)]
      return flat.greys[0]![(31 - x) * 64 + y]!
    })
    expect(difference(turned.greys[0]!, upright)).toBeLessThan(TOLERANCE)
  })
})

describe.skipIf(implementations.length < 2)('both implementations', () => {
  it('give the same pictures', async () => {
    const [ours, theirs] = [await readVideo(clip, 'addon'), await readVideo(clip, 'ffmpeg')]
    expect(ours.times).toEqual(theirs.times)
    expect(ours.info).toEqual(theirs.info)
    const worst = Math.max(...ours.greys.map((grey, n) => difference(grey, theirs.greys[n]!)))
    expect(worst).toBeLessThan(TOLERANCE)
  })
})
