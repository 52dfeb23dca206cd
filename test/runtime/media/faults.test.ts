import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPictureEncoder } from '../../../src/runtime/media/encode.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import { hasFfmpeg, implementations, readVideo, slope, tempDir } from './support.ts'

const dir = tempDir()
const whole = join(dir, 'whole.mkv')
const at = (name: string): string => join(dir, name)

/** A second of silence. */
const wav = (): Buffer => {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(16_036, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(16_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(16_000, 40)
  return Buffer.concat([head, Buffer.alloc(16_000)])
}

const jpegOf = async (width: number, height: number): Promise<Uint8Array> => {
  const encoder = await createPictureEncoder({ width, height, format: 'gray' }, 90)
  const jpeg = await encoder.encode(slope(width, height))
  await encoder.close()
  return jpeg
}

beforeAll(async () => {
  await writeScene(whole, { width: 320, height: 180, frames: 100 })
  await writeScene(at('index-last.mp4'), { width: 320, height: 180, frames: 20 })
  mkdirSync(at('folder.mp4'))
  writeFileSync(at('empty.mp4'), '')
  writeFileSync(at('garbage.mp4'), Buffer.alloc(5000, 'not a video '))
  writeFileSync(at('sound.wav'), wav())
  writeFileSync(at('text.jpg'), 'not a picture')
  const mp4 = readFileSync(at('index-last.mp4'))
  writeFileSync(at('no-index.mp4'), mp4.subarray(0, mp4.length / 2))
  const mkv = readFileSync(whole)
  writeFileSync(at('half.mkv'), mkv.subarray(0, mkv.length / 2))
  const damaged = Buffer.from(mkv)
  for (let n = 20_000; n < damaged.length - 20_000; n += 997) damaged[n] = damaged[n]! ^ 0x5a
  writeFileSync(at('damaged.mkv'), damaged)
  writeFileSync(
    at('resized.mjpeg'),
    Buffer.concat([await jpegOf(160, 90), await jpegOf(320, 240), await jpegOf(160, 90)]),
  )
})

describe.each(implementations)('what cannot be read by %s', (media) => {
  it.each([
    ['missing.mp4', 'FILE_NOT_FOUND', /There is no file .*missing\.mp4/],
    ['folder.mp4', 'SOURCE_FAILED', /is a directory/],
    ['empty.mp4', 'SOURCE_FAILED', /is empty/],
    ['garbage.mp4', 'SOURCE_FAILED', /cannot be opened as a video/],
    ['no-index.mp4', 'SOURCE_FAILED', /cannot be opened as a video/],
    ['text.jpg', 'SOURCE_FAILED', /text\.jpg has no picture in it/],
    ['sound.wav', 'SOURCE_FAILED', /has no video in it/],
  ])('says why: %s', async (name, code, message) => {
    await expect(readVideo(at(name), media)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  it('reads a file that ends early as far as it goes', async () => {
    const { info, times } = await readVideo(at('half.mkv'), media)
    expect(info.durationMs).toBe(4000)
    expect(times.length).toBeGreaterThan(20)
    expect(times.length).toBeLessThan(80)
  })

  it.runIf(hasFfmpeg)('knows how long a piece of a recording is', async () => {
    const late = ['-output_ts_offset', '100', at('late.mkv')]
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', whole, '-c', 'copy', ...late])
    const { info, times } = await readVideo(at('late.mkv'), media)
    expect(info.durationMs).toBe(4000)
    expect(times.at(-1)).toBe(3_960_000_000n)
  })

  it('reads on behind damage', async () => {
    const { times, faults } = await readVideo(at('damaged.mkv'), media)
    expect(times.length).toBeGreaterThan(20)
    expect(faults.patched).toBeGreaterThan(0)
  })

  it('keeps the size of the first picture, and counts the changes', async () => {
    const { greys, faults, info } = await readVideo(at('resized.mjpeg'), media)
    expect(info).toMatchObject({ width: 160, height: 90 })
    expect(greys.map((grey) => grey.length)).toEqual([160 * 90, 160 * 90, 160 * 90])
    expect(faults.resized).toBe(2)
  })

  it('does not follow a playlist out of the network to a file', async () => {
    writeFileSync(at('list.m3u8'), `#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n`)
    await expect(readVideo(at('list.m3u8'), media)).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  })
})
