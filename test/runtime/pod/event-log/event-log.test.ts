import { copyFile, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCursor } from '../../../../src/runtime/pod/event-log/cursor.ts'
import { listSegments } from '../../../../src/runtime/pod/event-log/segments.ts'
import { event, numbersOf, open, readAll, tempDir } from './support.ts'

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n)

describe('event log', () => {
  it('gives what was appended, over batches, segments and new starts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat({ max: 120 }), { maxLength: 5 }), { maxLength: 30 }),
        fc.integer({ min: 100, max: 4000 }),
        fc.nat({ max: 4 }),
        async (batches, segmentBytes, reopenEvery) => {
          const dir = await tempDir()
          let log = await open(dir, { segmentBytes })
          let n = 0
          for (const [at, batch] of batches.entries()) {
            expect(log.append(batch.map((padding) => event(n++, padding)))).toBe(batch.length)
            if (reopenEvery === 0 || at % reopenEvery !== 0) continue
            await log.close()
            log = await open(dir, { segmentBytes })
            expect(log.state().endOffset).toBe(n)
          }
          const read = await readAll(dir)
          expect(numbersOf(read)).toEqual(range(0, n))
          expect(read.map(({ offset }) => offset)).toEqual(range(0, n))
          await log.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('reads from any offset', async () => {
    const dir = await tempDir()
    const log = await open(dir, { segmentBytes: 1000 })
    for (const n of range(0, 40)) log.append([event(n)])
    for (const from of range(0, 42)) expect(numbersOf(await readAll(dir, from))).toEqual(range(from, 40))
    await log.close()
  })

  it('cuts a torn tail, wherever it is torn, and goes on behind it', async () => {
    const dir = await tempDir()
    const log = await open(dir)
    const ends: number[] = [log.state().bytes]
    for (const n of range(0, 3)) {
      log.append([event(n)])
      ends.push(log.state().bytes)
    }
    await log.close()
    const [segment] = await listSegments(dir)
    const { size } = await stat(segment!.path)
    for (const cut of range(0, size + 1)) {
      const torn = await tempDir()
      const copy = join(torn, segment!.path.slice(dir.length))
      await copyFile(segment!.path, copy)
      await truncate(copy, cut)
      const whole = ends.filter((end) => end > 16 && end <= cut).length
      expect(numbersOf(await readAll(torn))).toEqual(range(0, whole))
      const mended = await open(torn)
      expect(mended.state().endOffset).toBe(whole)
      mended.append([event(100)])
      expect(numbersOf(await readAll(torn))).toEqual([...range(0, whole), 100])
      await mended.close()
    }
  })

  it('gives exactly the intact prefix of a segment in which a byte has changed', async () => {
    const dir = await tempDir()
    const log = await open(dir, { segmentBytes: 700 })
    for (const n of range(0, 9)) log.append([event(n)])
    await log.close()
    const segments = await listSegments(dir)
    expect(segments.length).toBeGreaterThan(2)
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, where, flip) => {
        const damaged = await tempDir()
        for (const { path } of segments) await copyFile(path, join(damaged, path.slice(dir.length)))
        const hit = which % segments.length
        const { base, path } = segments[hit]!
        const bytes = await readFile(path)
        const at = where % bytes.length
        bytes[at]! ^= flip
        await writeFile(join(damaged, path.slice(dir.length)), bytes)
        const end = segments[hit + 1]?.base ?? 9
        const perRecord = (bytes.length - 16) / (end - base)
        const intact = at < 16 ? 0 : Math.floor((at - 16) / perRecord)
        expect(numbersOf(await readAll(damaged))).toEqual([...range(0, base + intact), ...range(end, 9)])
        const mended = await open(damaged, { segmentBytes: 700 })
        expect(mended.state().endOffset).toBe(hit === segments.length - 1 ? base + intact : 9)
        await mended.close()
      }),
      { numRuns: 150 },
    )
  })

  it('keeps within its bound, counts what had to go, and never uses an offset again', async () => {
    const dir = await tempDir()
    const log = await open(dir, { segmentBytes: 2_000, maxBytes: 10_000 })
    for (const n of range(0, 500)) log.append([event(n)])
    const { startOffset, endOffset, expired, bytes } = log.state()
    expect(endOffset).toBe(500)
    expect(expired).toBe(startOffset)
    expect(bytes).toBeLessThanOrEqual(10_000)
    expect(numbersOf(await readAll(dir))).toEqual(range(startOffset, 500))
    const sizes = await Promise.all(
      (await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size),
    )
    expect(sizes.reduce((sum, size) => sum + size)).toBe(bytes)
    await log.close()
    const again = await open(dir, { segmentBytes: 2_000, maxBytes: 10_000 })
    expect(again.state()).toMatchObject({ startOffset, endOffset: 500 })
    await again.close()
  })

  it('counts an event that is too large and keeps the others', async () => {
    const dir = await tempDir()
    const log = await open(dir)
    expect(log.append([event(0), event(1, 600 * 1024), event(2)])).toBe(2)
    expect(log.state().discarded).toEqual({ 'event-too-large': 1 })
    expect((await readAll(dir)).map(({ offset }) => offset)).toEqual([0, 2])
    await log.close()
  })

  it('counts what it cannot write and goes on when it can again', async () => {
    const dir = await tempDir()
    const log = await open(dir, { segmentBytes: 300 })
    log.append([event(0)])
    // A directory in the place of the next segment: the file cannot be made.
    await mkdir(join(dir, '000000000000001.events'))
    expect(log.append([event(1)])).toBe(0)
    expect(log.state().problem).toMatch(/^event-log-failed: EEXIST/)
    expect(log.append([event(2)])).toBe(1)
    expect(log.state()).toMatchObject({ problem: '', discarded: { 'event-log-failed': 1 }, written: 2 })
    await log.close()
  })

  it('is followed also when it was removed and began anew', async () => {
    const dir = await tempDir()
    const first = await open(dir)
    first.append([event(0), event(1)])
    const cursor = openCursor(dir)
    expect(numbersOf(await cursor.read())).toEqual([0, 1])
    await first.close()
    await rm(dir, { recursive: true })
    expect(await cursor.read()).toEqual([])
    const second = await open(dir)
    second.append([event(7)])
    expect(numbersOf(await cursor.read())).toEqual([7])
    await Promise.all([second.close(), cursor.close()])
  })

  it('refuses a directory that cannot be made', async () => {
    const dir = await tempDir()
    await writeFile(join(dir, 'file'), '')
    await expect(open(join(dir, 'file', 'events'))).rejects.toThrow(/ENOTDIR/)
  })
})
