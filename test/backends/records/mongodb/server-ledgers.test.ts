import { afterEach, beforeEach, expect, it } from 'vitest'
import { sumCounts } from '../../../../src/runtime/ledger/report.ts'
import type { Counts } from '../../../../src/runtime/ledger/types.ts'
import {
  ledgerKey,
  type ServerLedger,
  type ServerLedgers,
} from '../../../../src/runtime/records/mongodb/server-ledgers.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'

const DOOR = ledgerKey('door', '2026-05-01T12:00:00.000Z')
const GATE = ledgerKey('gate', '2026-05-01T12:00:00.000Z')

const counts = (captured: number, inFlight = 0, dropped: Record<string, number> = {}): Counts => ({
  captured,
  processed: captured - inFlight - Object.values(dropped).reduce((sum, each) => sum + each, 0),
  inFlight,
  dropped,
})

describeWith(['MONGODB_URI'], 'the counters of gaze-servers', ({ MONGODB_URI = '' }) => {
  let database: TestDatabase
  let ledgers: ServerLedgers
  beforeEach(async () => {
    database = await testDatabase(MONGODB_URI)
    ledgers = (await database.open()).ledgers
  })
  afterEach(() => database.dispose())

  const write = (server: string, streams: Record<string, Counts>, isFirst = false) =>
    ledgers.write(server, { streams, removed: [], clean: false }, isFirst)
  const of = async (server: string): Promise<ServerLedger> => {
    const found = (await ledgers.list()).find((each) => each.server === server)
    if (found === undefined) throw new Error(`no ledger of ${server}`)
    return found
  }
  const total = async (key: string): Promise<Counts> =>
    sumCounts((await ledgers.list()).flatMap(({ streams }) => streams[key] ?? []))

  it('are written by what changed, and forgotten with their stream', async () => {
    expect(await write('a', { [DOOR]: counts(3, 1), [GATE]: counts(5) }, true)).toBe(true)
    expect(await write('a', { [DOOR]: counts(9, 0, { 'slow-pod': 2, 'odd.$reason': 1 }) })).toBe(true)
    expect((await of('a')).streams).toEqual({
      [DOOR]: counts(9, 0, { 'slow-pod': 2, 'odd--reason': 1 }),
      [GATE]: counts(5),
    })
    await ledgers.write('a', { streams: {}, removed: [GATE], clean: true }, false)
    expect(await of('a')).toMatchObject({ clean: true, beat: 3, streams: { [DOOR]: { captured: 9 } } })
    expect(Object.keys((await of('a')).streams)).toEqual([DOOR])
  })

  it('are added up once, by however many at once, without streams that are no more', async () => {
    await write('a', { [DOOR]: counts(10, 2, { 'slow-pod': 1 }), [GATE]: counts(4) }, true)
    await write('b', { [DOOR]: counts(7) }, true)
    const [a, b] = [await of('a'), await of('b')]
    const kept = new Set([DOOR])
    await Promise.all([ledgers.fold(a, kept), ledgers.fold(a, kept), ledgers.fold(b, kept)])
    await ledgers.fold(a, kept)
    expect((await ledgers.list()).map(({ server }) => server)).toEqual([''])
    expect(await total(DOOR)).toEqual(counts(17, 0, { 'slow-pod': 1, 'lost-in-crash': 2 }))
    expect(await total(GATE)).toEqual(counts(0))
    await write('c', { [GATE]: counts(1) }, true)
    await ledgers.fold(await of('c'), new Set([GATE]))
    expect((await of('')).streams).toEqual({ [GATE]: counts(1) })
  })

  it('are whole after a crash in the middle of adding up', async () => {
    await write('a', { [DOOR]: counts(10) }, true)
    const a = await of('a')
    const raw = database.db.collection<{ _id: string }>('ledger')
    const document = await raw.findOne({ _id: 'a' })
    await ledgers.fold(a, new Set([DOOR]))
    // As it was before the last step: added, and not removed yet.
    await raw.insertOne({ ...document, taken: true } as { _id: string })
    expect(await total(DOOR)).toEqual(counts(10))
    await ledgers.fold(a, new Set([DOOR]))
    expect(await total(DOOR)).toEqual(counts(10))
    expect(await raw.findOne({ _id: 'a' })).toBeNull()
  })

  it('are left alone when they were written since, and tell one that was taken for gone', async () => {
    await write('a', { [DOOR]: counts(10) }, true)
    const old = await of('a')
    await write('a', { [DOOR]: counts(11) })
    await ledgers.fold(old, new Set([DOOR]))
    expect((await of('a')).streams[DOOR]).toEqual(counts(11))
    await ledgers.fold(await of('a'), new Set([DOOR]))
    expect(await write('a', { [DOOR]: counts(12) })).toBe(false)
    expect(await write('a', { [DOOR]: counts(12) }, true)).toBe(false)
    expect(await total(DOOR)).toEqual(counts(11))
  })
})
