import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type EmbeddedRecords, openEmbedded } from '../../../src/runtime/records/embedded.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'

const first = { pid: 1, mark: 'a' }
const second = { pid: 1, mark: 'b' }
const alive = () => true
const dead = () => false

let root: string
let records: EmbeddedRecords
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gaze-lease-'))
  records = await openEmbedded(stateDir(root))
})
afterEach(async () => {
  await records.close()
  await rm(root, { recursive: true, force: true })
})

it('goes to one of many claimants', async () => {
  const claims = await Promise.all(
    Array.from({ length: 10 }, (_, pid) => records.leases.claim('supervisor', { pid, mark: 'm' }, alive)),
  )
  expect(new Set(claims.map(({ pid }) => pid)).size).toBe(1)
})

it('stays with a live holder and leaves a dead one', async () => {
  expect(await records.leases.claim('supervisor', first, alive)).toEqual(first)
  expect(await records.leases.claim('supervisor', second, alive)).toEqual(first)
  expect(await records.leases.claim('supervisor', second, dead)).toEqual(second)
  expect(await records.leases.claim('supervisor', second, dead)).toEqual(second)
})

it('is given back by its holder alone', async () => {
  await records.leases.claim('supervisor', first, alive)
  expect(await records.leases.release('supervisor', second)).toBe(false)
  expect(await records.leases.release('supervisor', first)).toBe(true)
  expect(await records.leases.get('supervisor')).toBeUndefined()
})
