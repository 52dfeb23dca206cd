import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countsByName, readCheckpoint, startCheckpoint } from '../../../src/runtime/ledger/checkpoint.ts'
import { ledgerReport } from '../../../src/runtime/ledger/report.ts'
import { addDrop, isBalanced, resumeTally } from '../../../src/runtime/ledger/tally.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'

let dir: string
let lines: string[]
const log = createLogger((line) => lines.push(line))
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gaze-ledger-'))
  lines = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('a checkpoint', () => {
  it('is written whole, for the owner alone, and leaves nothing beside it', async () => {
    const file = join(dir, 'ledger', 'a.json')
    const checkpoint = startCheckpoint(file, () => ({ n: 1 }), log)
    await checkpoint.flush()
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ n: 1 })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await checkpoint.stop()
    expect(await readdir(join(dir, 'ledger'))).toEqual(['a.json'])
  })

  it('clears away what a kill left, and nothing else', async () => {
    await writeFile(join(dir, '.a.json.12.3.tmp'), 'half')
    await writeFile(join(dir, '.b.json.12.3.tmp'), 'of another')
    const checkpoint = startCheckpoint(join(dir, 'a.json'), () => 1, log)
    await checkpoint.stop()
    expect((await readdir(dir)).sort()).toEqual(['.b.json.12.3.tmp', 'a.json'])
  })

  it('says once that it cannot be written, and goes on when it can', async () => {
    let n = 0
    const blocked = join(dir, 'blocked')
    await writeFile(blocked, 'a file where a folder should be')
    const checkpoint = startCheckpoint(join(blocked, 'a.json'), () => ++n, log)
    await checkpoint.flush()
    await checkpoint.flush()
    expect(lines).toHaveLength(1)
    await rm(blocked)
    await checkpoint.stop()
    expect(await readFile(join(blocked, 'a.json'), 'utf8')).toBe('3')
  })

  it('reads what is damaged as nothing, and says so', async () => {
    await writeFile(join(dir, 'a.json'), '{"half')
    expect(await readCheckpoint(join(dir, 'a.json'), log)).toBeUndefined()
    expect(lines).toHaveLength(1)
    expect(await readCheckpoint(join(dir, 'none.json'), log)).toBeUndefined()
    expect(lines).toHaveLength(1)
  })
})

describe('counts', () => {
  const good = { captured: 5, processed: 2, inFlight: 2, dropped: { late: 1 } }

  it('that were in flight at a crash are lost', () => {
    const tally = resumeTally(good)
    expect(tally).toEqual({
      captured: 5,
      processed: 2,
      inFlight: 0,
      dropped: { late: 1, 'lost-in-crash': 2 },
    })
    expect(isBalanced(tally)).toBe(true)
  })

  it('are read only where they look like counts', () => {
    const bad = { captured: -1, processed: 2, inFlight: 2, dropped: {} }
    expect(countsByName({ good, bad, worse: 'x', none: null })).toEqual({ good })
    expect(countsByName('text')).toEqual({})
  })

  it('of a pushed stream are those of ingest, of another the sum of its pods', () => {
    const pods = [
      { hop: 'a', ...good },
      { hop: 'b', ...good },
    ]
    const sum = { captured: 10, processed: 4, inFlight: 4, dropped: { late: 2 } }
    expect(ledgerReport(undefined, pods)).toEqual({ ...sum, hops: pods })
    expect(ledgerReport(good, pods)).toEqual({ ...good, hops: [{ hop: 'ingest', ...good }, ...pods] })
  })
})

describe('a tally', () => {
  it('lists no reason without a frame, of this run or an earlier one', () => {
    const tally = resumeTally({
      captured: 2,
      processed: 1,
      inFlight: 0,
      dropped: { 'slow-pod': 1, stopped: 0 },
    })
    addDrop(tally.dropped, 'too-large', 0)
    expect(tally.dropped).toEqual({ 'slow-pod': 1 })
  })
})
