import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LOCAL } from '../../../../src/runtime/contexts.ts'
import { showStream } from '../../../../src/runtime/control/streams/list.ts'
import { type LocalSite, openSite } from '../../../../src/runtime/control/site.ts'
import { streamDraft } from '../../records/drafts.ts'

let root: string
let site: LocalSite
const { signal } = new AbortController()
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'gaze-ledger-'))
  site = await openSite({ stateDir: root, context: LOCAL, signal })
  mkdirSync(site.dir.ledger)
})
afterEach(async () => {
  await site.close()
  rmSync(root, { recursive: true, force: true })
})

const counts = (captured: number, dropped: Record<string, number> = {}) => ({
  captured,
  processed: captured - Object.values(dropped).reduce((sum, each) => sum + each, 0),
  inFlight: 0,
  dropped,
})
const leave = (file: string, content: unknown): string => {
  const path = join(site.dir.ledger, file)
  writeFileSync(path, JSON.stringify(content))
  return path
}
const ledgerOf = async (name: string) => (await showStream(site, name, false, signal)).ledger

describe('the ledger of a stream that does not run', () => {
  it('is the sum of what its pods left, by name', async () => {
    await site.records.streams.put(streamDraft('cam', { source: '/clip.mp4' }), 0)
    leave('cam-0123456789-0.json', counts(10, { slow: 2 }))
    leave('cam-abcdef0123-0.json', counts(5, { slow: 1, torn: 1 }))
    leave('cam-2-0123456789-0.json', counts(100))
    const ledger = await ledgerOf('cam')
    expect(ledger).toMatchObject({ captured: 15, processed: 11, inFlight: 0, dropped: { slow: 3, torn: 1 } })
    expect(ledger.hops.map(({ hop }) => hop)).toEqual(['cam-0123456789-0', 'cam-abcdef0123-0'])
  })

  it('is what gaze-server left, for a pushed one', async () => {
    const { createdAt } = await site.records.streams.put(streamDraft('cam'), 0)
    leave('ingest.json', {
      clean: true,
      dropped: {},
      streams: { cam: { ...counts(7, { late: 3 }), createdAt, runs: [] } },
    })
    leave('cam-0123456789-0.json', counts(4))
    const ledger = await ledgerOf('cam')
    expect(ledger).toMatchObject({ captured: 7, processed: 4, dropped: { late: 3 } })
    expect(ledger.hops.map(({ hop, captured }) => [hop, captured])).toEqual([
      ['ingest', 7],
      ['cam-0123456789-0', 4],
    ])
  })

  it('begins at 0 for a stream that gaze-server has not seen', async () => {
    await site.records.streams.put(streamDraft('cam'), 0)
    const lane = { ...counts(7), createdAt: '2020-01-01T00:00:00.000Z', runs: [] }
    leave('ingest.json', { clean: true, dropped: {}, streams: { cam: lane } })
    expect(await ledgerOf('cam')).toMatchObject({ captured: 0, processed: 0, inFlight: 0, dropped: {} })
  })

  it('leaves out an earlier stream of the same name, and files that are damaged', async () => {
    const old = leave('cam-0123456789-0.json', counts(9))
    utimesSync(old, new Date('2020-01-01'), new Date('2020-01-01'))
    await site.records.streams.put(streamDraft('cam', { source: '/clip.mp4' }), 0)
    writeFileSync(join(site.dir.ledger, 'cam-0123456789-1.json'), '{"captured":')
    leave('cam-0123456789-2.json', { captured: -1 })
    expect(await ledgerOf('cam')).toEqual({ captured: 0, processed: 0, inFlight: 0, dropped: {}, hops: [] })
  })
})
