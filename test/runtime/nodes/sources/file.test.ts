import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { file } from '../../../../src/runtime/nodes/sources/file.ts'
import { writeScene } from '../../../../src/runtime/nodes/sources/scene/pictures.ts'
import { implementations, tempDir } from '../../media/support.ts'
import { NOW, runSource } from './source-harness.ts'

const dir = tempDir()
const path = join(dir, 'clip.mkv')
const half = join(dir, 'half.mkv')
const FRAMES = 40
const MS = 1_000_000n

beforeAll(async () => {
  await writeScene(path, { width: 160, height: 90, fps: 20, frames: FRAMES })
  const bytes = readFileSync(path)
  writeFileSync(half, bytes.subarray(0, bytes.length / 2))
})

describe.each(implementations)('file with GAZE_MEDIA=%s', (media) => {
  const env = { GAZE_MEDIA: media }

  it('gives each picture, from 1970 on in a run', async () => {
    const { times, info, dropped } = await runSource(file, { params: { path }, env })
    expect(info).toEqual({ width: 160, height: 90, fps: 20 })
    expect(times).toEqual(Array.from({ length: FRAMES }, (_, n) => BigInt(n) * 50n * MS))
    expect(dropped).toEqual({})
  })

  it('begins again with loop, its time going on', async () => {
    let count = 0
    const look = (_: unknown, stop: () => void): void => {
      if (++count === FRAMES * 2 + 5) stop()
    }
    const { times } = await runSource(file, { params: { path, loop: true }, env, look })
    expect(times).toEqual(Array.from({ length: FRAMES * 2 + 5 }, (_, n) => BigInt(n) * 50n * MS))
  })

  it('says and counts that a file ends early', async () => {
    const { times, dropped, log, states } = await runSource(file, { params: { path: half }, env })
    expect(times.length).toBeGreaterThan(5)
    expect(dropped['cut-off']).toBeGreaterThan(5)
    expect(log).toMatch(/ends early/)
    expect(states.at(-1)?.message).toMatch(/ends early/)
  })

  it('says that pictures are damaged, and gives the same ones twice with one thread', async () => {
    const bytes = readFileSync(path)
    const damaged = join(dir, 'damaged.mkv')
    for (let n = 5_000; n < bytes.length - 5_000; n += 997) bytes[n] = bytes[n]! ^ 0x5a
    writeFileSync(damaged, bytes)
    const views = [{ kind: 'grey', width: 160 }] as const
    const round = async (): Promise<{ log: string; pictures: Buffer[] }> => {
      const pictures: Buffer[] = []
      const { log } = await runSource(file, {
        params: { path: damaged, threads: 1 },
        env,
        views,
        look: (frame) => void pictures.push(Buffer.from(frame.grey(160).data)),
      })
      return { log, pictures }
    }
    const [first, second] = [await round(), await round()]
    expect(first.log).toMatch(/is damaged: FFmpeg makes up parts/)
    expect(first.pictures.length).toBeGreaterThan(10)
    expect(second.pictures).toEqual(first.pictures)
  })

  it('ends at once when it is stopped', async () => {
    const { times } = await runSource(file, {
      params: { path, rate: 'real' },
      env,
      look: (_, stop) => stop(),
    })
    expect(times).toHaveLength(1)
  })

  it('gives the views that are asked for', async () => {
    const sizes: number[][] = []
    const views = [
      { kind: 'jpeg', quality: 80 },
      { kind: 'grey', width: 64 },
    ] as const
    const look = (frame: Parameters<NonNullable<Parameters<typeof runSource>[1]['look']>>[0]): void => {
      sizes.push([frame.grey(64).height, frame.jpeg(80)[0]!])
    }
    await runSource(file, { params: { path }, env, views, look })
    expect(sizes[0]).toEqual([36, 0xff])
    expect(sizes).toHaveLength(FRAMES)
  })
})

describe('the time of a file', () => {
  it.each([
    ['stream', undefined, NOW],
    ['stream', 'media', 0],
    ['run', 'now', NOW],
    ['run', '2026-01-02T03:04:05.678+01:00', Date.parse('2026-01-02T02:04:05.678Z')],
  ] as const)('in a %s with start=%s', async (mode, start, expected) => {
    const params = { path, rate: 'max', ...(start === undefined ? {} : { start }) }
    const { times } = await runSource(file, { params, mode })
    expect(times[0]).toBe(BigInt(expected) * MS)
  })

  it('refuses what is no time', async () => {
    const wrong = runSource(file, { params: { path, start: 'yesterday' } })
    await expect(wrong).rejects.toMatchObject({ code: 'PIPELINE_INVALID' })
  })

  it('goes by the clock with rate=real', async () => {
    const before = performance.now()
    await runSource(file, { params: { path, rate: 'real' } })
    expect(performance.now() - before).toBeGreaterThan((FRAMES - 1) * 50 - 5)
  })
})
