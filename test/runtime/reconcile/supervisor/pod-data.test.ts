import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { foldCounts } from '../../../../src/runtime/ledger/fold.ts'
import { prunePodData, removePodData } from '../../../../src/runtime/reconcile/supervisor/pod-data.ts'
import { openOffsetFile } from '../../../../src/runtime/pod/sinks/log/offset-file.ts'
import { type StateDir, stateDir } from '../../../../src/runtime/state-dir.ts'

let dir: StateDir
beforeEach(() => {
  dir = stateDir(mkdtempSync(join(tmpdir(), 'gaze-data-')))
})
afterEach(() => rmSync(dir.root, { recursive: true, force: true }))

const pod = (stream: string, n: number): string => `${stream}-${'0'.repeat(9)}${n % 10}-${n}`

const leave = (stream: string, name: string, seconds: number): void => {
  mkdirSync(join(dir.logs, stream), { recursive: true })
  mkdirSync(join(dir.events, stream, name), { recursive: true })
  mkdirSync(dir.ledger, { recursive: true })
  for (const file of [`${name}.log`, `${name}.log.1`]) {
    writeFileSync(join(dir.logs, stream, file), '')
    utimesSync(join(dir.logs, stream, file), seconds, seconds)
  }
  utimesSync(join(dir.events, stream, name), seconds, seconds)
  const counts = { captured: 10, processed: 7, inFlight: 1, dropped: { 'slow-pod': 2 } }
  writeFileSync(join(dir.ledger, `${name}.json`), JSON.stringify(counts))
  utimesSync(join(dir.ledger, `${name}.json`), seconds, seconds)
}

const folded = (): object => JSON.parse(readFileSync(join(dir.ledger, 'cam-0-0.json'), 'utf8')) as object

describe('what pods leave', () => {
  it('is kept of those that live and of the last 12 that are gone', () => {
    for (let n = 0; n < 20; n++) leave('cam', pod('cam', n), 1_000 + n)
    prunePodData(dir, 'cam', [pod('cam', 0), pod('cam', 1)])
    const kept = [0, 1, ...Array.from({ length: 12 }, (_, n) => n + 8)].map((n) => pod('cam', n))
    expect(readdirSync(join(dir.events, 'cam')).sort()).toEqual([...kept].sort())
    const logs = kept.flatMap((name) => [`${name}.log`, `${name}.log.1`])
    expect(readdirSync(join(dir.logs, 'cam')).sort()).toEqual(logs.sort())
    const counters = [...kept, 'cam-0-0'].map((name) => `${name}.json`)
    expect(readdirSync(dir.ledger).sort()).toEqual(counters.sort())
    expect(folded()).toMatchObject({
      ...{ captured: 60, processed: 42, inFlight: 0 },
      dropped: { 'slow-pod': 12, 'lost-in-crash': 6 },
    })
  })

  it('that a sink has to send is kept besides, and named when it goes', async () => {
    const unsent = Array.from({ length: 14 }, (_, n) => pod('cam', n))
    for (let n = 0; n < 30; n++) {
      leave('cam', pod('cam', n), 1_000 + n)
      if (n >= 14) continue
      const path = join(dir.events, 'cam', pod('cam', n), 'sinks', 'kafka-1.offset')
      await openOffsetFile(path, () => {}).close()
      utimesSync(join(dir.events, 'cam', pod('cam', n)), 1_000 + n, 1_000 + n)
    }
    expect(prunePodData(dir, 'cam', [])).toEqual(unsent.slice(0, 2).reverse())
    const kept = [...unsent.slice(2), ...Array.from({ length: 12 }, (_, n) => pod('cam', n + 18))]
    expect(readdirSync(join(dir.events, 'cam')).sort()).toEqual(kept.sort())
  })

  it('is added up once, whenever the adding was cut off', () => {
    const [first, second] = [pod('cam', 1), pod('cam', 2)]
    for (const name of [first, second]) leave('cam', name, 1_000)
    const file = join(dir.ledger, `${second}.json`)
    foldCounts(dir.ledger, 'cam', first)
    // Cut off before the sum was written, then after it.
    copyFileSync(file, `${file}.folding`)
    rmSync(file)
    prunePodData(dir, 'cam', [])
    expect(folded()).toMatchObject({ captured: 20 })
    writeFileSync(
      `${file}.folding`,
      JSON.stringify({ captured: 10, processed: 10, inFlight: 0, dropped: {} }),
    )
    prunePodData(dir, 'cam', [])
    expect(folded()).toMatchObject({ captured: 20 })
    expect(readdirSync(dir.ledger)).toEqual(['cam-0-0.json'])
  })

  it('goes with the stream, and with no other', () => {
    for (const stream of ['cam', 'cam-1']) leave(stream, pod(stream, 3), 1_000)
    removePodData(dir, 'cam')
    expect(readdirSync(dir.logs)).toEqual(['cam-1'])
    expect(readdirSync(dir.events)).toEqual(['cam-1'])
    expect(readdirSync(dir.ledger)).toEqual([`${pod('cam-1', 3)}.json`])
    removePodData(dir, 'never-there')
  })
})
