import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { countsInLedgers } from '../../../../src/runtime/control/streams/server-ledger.ts'
import { isBalanced } from '../../../../src/runtime/ledger/tally.ts'
import type { Counts } from '../../../../src/runtime/ledger/types.ts'
import { openServiceRecords } from '../../../../src/runtime/records/service-records.ts'
import type { MongoRecords } from '../../../../src/runtime/records/mongodb.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'
import {
  connectSender,
  fakeJpeg,
  serverFor,
  settingsFor,
  spawnServer,
  streamDraft,
  type TestServer,
  until,
  v0Message,
} from '../../../runtime/ingest/support.ts'
import { startTcpProxy, type TcpProxy } from '../../../support/net/tcp-proxy.ts'
import { describeWith } from '../../support/back-ends.ts'

const KEYS = ['abcd1234', 'efgh5678'] as const

describeWith(['MONGODB_URI'], 'gaze-server on MongoDB', ({ MONGODB_URI: uri = '' }) => {
  let root: string
  let records: MongoRecords
  let proxy: TcpProxy
  const servers: TestServer[] = []

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'gaze-ingest-mongo-'))
    writeFileSync(join(root, 'uri'), uri, { mode: 0o600 })
    records = await openServiceRecords({
      uriFile: join(root, 'uri'),
      database: basename(root),
      service: 'test',
      log: createLogger(() => {}),
      trouble: () => {},
    })
    const { hostname, port } = new URL(uri)
    proxy = await startTcpProxy(hostname, Number(port))
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
    await records.close()
    await proxy.close()
    const client = new MongoClient(uri)
    await client.db(basename(root)).dropDatabase()
    await client.close()
    rmSync(root, { recursive: true })
  })

  /** Its way to the database can be cut; what it keeps on its own disk is in that directory. */
  const start = async (stateDir = root): Promise<TestServer> => {
    const file = join(root, 'proxied')
    writeFileSync(file, `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, { mode: 0o600 })
    const settings = {
      ...{ ...settingsFor(root, {}), stateDir, mongodbUriFile: file, database: basename(root) },
    }
    const server = await serverFor(await spawnServer(root, settings))
    servers.push(server)
    return server
  }

  it('follows the records, serves with what it knew while they are away, and catches up', async () => {
    await records.streams.put(streamDraft('door', KEYS[0]), 0)
    const server = await start()
    const sender = connectSender(server.ports.ingest)
    await sender.send(v0Message(KEYS[0], fakeJpeg()))
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === 1,
    )
    proxy.cut()
    await records.streams.put(streamDraft('gate', KEYS[1]), 0)
    await sender.send(v0Message(KEYS[0], fakeJpeg()))
    await sender.send(v0Message(KEYS[1], fakeJpeg()))
    const away = await until(server.state, ({ streams, dropped }) => streams[0]?.captured === 2 && !!dropped)
    expect(away.dropped).toEqual({ 'unknown-key': 1 })
    await records.streams.remove('door')
    proxy.resume()
    await until(server.state, ({ streams }) => streams.length === 1 && streams[0]?.stream === 'gate')
    await sender.send(v0Message(KEYS[1], fakeJpeg()))
    await until(
      () => server.stream('gate'),
      ({ captured }) => captured === 1,
    )
    sender.close()
  })

  it('is not ready until it has read the records, and then is', async () => {
    proxy.cut()
    const ready = start()
    const early = await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, 1_500, 'not yet'))])
    expect(early).toBe('not yet')
    proxy.resume()
    expect((await (await ready).state()).streams).toEqual([])
  })

  /** What all gaze-servers have counted of the stream, by their ledgers. */
  const counted = async (name: string): Promise<Counts> => {
    const stream = await records.streams.get(name)
    if (stream === undefined) throw new Error(`no stream ${name}`)
    return countsInLedgers(await records.ledgers.list())(stream)
  }
  const send = async (server: TestServer, count: number): Promise<void> => {
    const before = (await server.stream('door')).captured
    const sender = connectSender(server.ports.ingest)
    for (let n = 0; n < count; n += 1) await sender.send(v0Message(KEYS[0], fakeJpeg()))
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === before + count,
    )
    sender.close()
  }

  it('keeps its counters over its end and that of its disk, and adds up those of servers before', async () => {
    await records.streams.put(streamDraft('door', KEYS[0]), 0)
    const first = await start(join(root, 'first'))
    await send(first, 5)
    await first.stop()
    expect(await counted('door')).toMatchObject({ captured: 5, inFlight: 0 })
    const second = await start(join(root, 'second'))
    await send(second, 3)
    await until(
      () => counted('door'),
      ({ captured }) => captured === 8,
    )
    await until(
      () => records.ledgers.list(),
      (all) => all.length === 2 && all.some(({ server }) => server === ''),
    )
    expect(await counted('door')).toMatchObject({ captured: 8 })
    await second.stop()
    const again = await start(join(root, 'second'))
    expect((await again.stream('door')).captured).toBe(3)
    expect(isBalanced(await counted('door'))).toBe(true)
    expect((await counted('door')).captured).toBe(8)
  })

  it('has what it counted until a second before it was killed with its disk', async () => {
    await records.streams.put(streamDraft('door', KEYS[0]), 0)
    const first = await start(join(root, 'first'))
    await send(first, 4)
    await until(
      () => counted('door'),
      ({ captured }) => captured === 4,
    )
    await first.stop('SIGKILL')
    const second = await start(join(root, 'second'))
    await send(second, 2)
    await until(
      () => counted('door'),
      ({ captured }) => captured === 6,
    )
    const stream = await records.streams.get('door')
    const { servers: living } = await second.state()
    const earlier = countsInLedgers(await records.ledgers.list(), living)(stream!)
    expect(earlier).toMatchObject({ captured: 4, inFlight: 0 })
    expect(isBalanced(earlier)).toBe(true)
  })

  it('counts on while the database is away, and writes it when that is back', async () => {
    await records.streams.put(streamDraft('door', KEYS[0]), 0)
    const server = await start(join(root, 'first'))
    await send(server, 1)
    proxy.cut()
    await send(server, 6)
    proxy.resume()
    await until(
      () => counted('door'),
      ({ captured }) => captured === 7,
    )
  })
})
