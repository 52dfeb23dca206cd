import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cluster } from '../../../../src/runtime/cluster/types.ts'
import { createReign } from '../../../../src/runtime/reconcile/info-update/reign.ts'
import type { InfoUpdateStatus } from '../../../../src/runtime/reconcile/info-update/state.ts'
import { openEmbedded } from '../../../../src/runtime/records/embedded.ts'
import { stateDir } from '../../../../src/runtime/state-dir.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-reign-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** What only records in MongoDB have. */
const served = {
  ledgers: { write: async () => true, list: async () => [], fold: async () => {} },
  prepare: async () => {},
  claim: async () => {},
}

const newStatus = (): InfoUpdateStatus => ({
  ...{ self: 'a', startedAt: '', leader: 'a', epoch: 0, reconciler: undefined },
  ...{ blocked: '', recordsTrouble: '' },
})

describe('a reign', () => {
  it('closes its cluster, and leads no more, also when its work breaks', async () => {
    let closed = 0
    const cluster: Cluster = {
      kinds: ['pipeline'],
      apply: async () => 'unchanged',
      remove: async () => {},
      // biome-ignore lint/correctness/useYield: it fails before there is anything to give.
      async *watch() {
        throw new Error('no watch')
      },
      close: async () => {
        closed += 1
      },
    }
    // What fails is said, and this log cannot be written either.
    const log = createLogger((line) => {
      if (line.includes('no watch')) throw new Error('no log')
    })
    const records = await openEmbedded(stateDir(dir))
    const status = newStatus()
    const end = new AbortController()
    const reign = createReign({
      records: { ...records, ...served },
      openCluster: async () => cluster,
      ...{ status, log },
    })
    await expect(reign(7, end.signal, () => true)).rejects.toThrow('no log')
    end.abort()
    expect(closed).toBe(1)
    expect(status).toMatchObject({ epoch: 0, reconciler: undefined })
    await records.close()
  })
})
