import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openServiceRecords } from '../../../../src/runtime/records/service-records.ts'
import type { Records } from '../../../../src/runtime/records/store.ts'
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
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts'
import { describeWith } from '../../support/back-ends.ts'

const KEYS = ['abcd1234', 'efgh5678'] as const

describeWith(['MONGODB_URI'], 'gaze-server on MongoDB', ({ MONGODB_URI: uri = '' }) => {
  let root: string
  let records: Records
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

  /** Its way to the database can be cut. */
  const start = async (): Promise<TestServer> => {
    const file = join(root, 'proxied')
    writeFileSync(file, `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, { mode: 0o600 })
    const settings = { ...settingsFor(root, {}), mongodbUriFile: file, database: basename(root) }
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
})
