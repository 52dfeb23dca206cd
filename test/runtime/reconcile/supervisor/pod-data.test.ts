import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prunePodData, removePodData } from '../../../../src/runtime/reconcile/supervisor/pod-data.ts'
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
  writeFileSync(join(dir.ledger, `${name}.json`), '{}')
}

describe('what pods leave', () => {
  it('is kept of those that live and of the last 12 that are gone', () => {
    for (let n = 0; n < 20; n++) leave('cam', pod('cam', n), 1_000 + n)
    prunePodData(dir, 'cam', [pod('cam', 0), pod('cam', 1)])
    const kept = [0, 1, ...Array.from({ length: 12 }, (_, n) => n + 8)].map((n) => pod('cam', n))
    expect(readdirSync(join(dir.events, 'cam')).sort()).toEqual([...kept].sort())
    const logs = kept.flatMap((name) => [`${name}.log`, `${name}.log.1`])
    expect(readdirSync(join(dir.logs, 'cam')).sort()).toEqual(logs.sort())
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
