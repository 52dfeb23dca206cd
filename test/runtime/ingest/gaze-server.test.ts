import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Pull } from 'zeromq'
import { MAX_MESSAGE_BYTES } from '../../../src/runtime/wire/ingest-protocol.ts'
import {
  KEY,
  connectSender,
  fakeJpeg,
  openDoor,
  podDraft,
  senderHeader,
  streamDraft,
  TOKEN,
  type TestServer,
  type TestSite,
  until,
  v0Message,
} from './support.ts'

let site: TestSite
let server: TestServer
beforeEach(async () => {
  ;({ site, server } = await openDoor())
})
afterEach(() => site.close())

describe('programs written for v0', () => {
  it('get the bare JPEG on the port that their record names, from senders of both kinds', async () => {
    const program = new Pull()
    await program.bind('tcp://127.0.0.1:*')
    const port = Number(program.lastEndpoint?.split(':').at(-1))
    await site.records.pods.put(podDraft('door-1', 'door', { ports: { in: port } }), 0)
    await until(
      () => server.stream('door'),
      ({ pods }) => pods[0]?.ready === true,
    )
    const sender = connectSender(server.ports.ingest)
    await sender.send(v0Message(KEY, fakeJpeg(2000)))
    expect((await program.receive()).map((part) => part.equals(fakeJpeg(2000)))).toEqual([true])
    await sender.send([KEY, senderHeader(0), fakeJpeg(3000)])
    expect((await program.receive()).map((part) => part.equals(fakeJpeg(3000)))).toEqual([true])
    expect(await server.stream('door')).toMatchObject({ captured: 2, processed: 2, inFlight: 0, dropped: {} })
    sender.close()
    program.close()
  })

  it('count as not ready until they listen', async () => {
    await site.records.pods.put(podDraft('door-1', 'door', { ports: { in: 1 } }), 0)
    await until(
      () => server.stream('door'),
      ({ pods }) => pods.length === 1,
    )
    const sender = connectSender(server.ports.ingest)
    for (let n = 0; n < 3; n += 1) await sender.send(v0Message(KEY, fakeJpeg()))
    const state = await until(
      () => server.stream('door'),
      ({ captured }) => captured === 3,
    )
    expect(state.pods[0]).toMatchObject({ ready: false, taken: 0 })
    expect(state.dropped['no-ready-pod']).toBeGreaterThanOrEqual(2)
    expect(state.dropped['slow-pod']).toBeUndefined()
    sender.close()
  })
})

describe('routes follow the records', () => {
  it('knows a new stream, its new key, and its end', async () => {
    const sender = connectSender(server.ports.ingest)
    const { createdAt: _, ...yard } = await site.records.streams.put(streamDraft('yard', 'yard0000'), 0)
    await until(
      () => server.state(),
      ({ streams }) => streams.length === 2,
    )
    await sender.send(v0Message('yard0000', fakeJpeg()))
    await until(
      () => server.stream('yard'),
      ({ captured }) => captured === 1,
    )
    await site.records.streams.put({ ...yard, key: 'yard1111' }, yard.revision)
    await until(
      async () => {
        await sender.send(v0Message('yard1111', fakeJpeg()))
        return server.stream('yard')
      },
      ({ captured }) => captured > 1,
    )
    const strays = (await server.state()).dropped['unknown-key'] ?? 0
    await sender.send(v0Message('yard0000', fakeJpeg()))
    await until(
      () => server.state(),
      ({ dropped }) => dropped['unknown-key'] === strays + 1,
    )
    await site.records.streams.remove('yard')
    await until(
      () => server.state(),
      ({ streams }) => streams.length === 1,
    )
    await sender.send(v0Message('yard1111', fakeJpeg()))
    await until(
      () => server.state(),
      ({ dropped }) => dropped['unknown-key'] === strays + 2,
    )
    sender.close()
  })

  it('drops the frames of a stopped stream as such', async () => {
    await site.records.streams.put(streamDraft('off', 'off00000', { replicas: 0 }), 0)
    await until(
      () => server.state(),
      ({ streams }) => streams.length === 2,
    )
    const sender = connectSender(server.ports.ingest)
    await sender.send(v0Message('off00000', fakeJpeg()))
    const state = await until(
      () => server.stream('off'),
      ({ captured }) => captured === 1,
    )
    expect(state.dropped).toEqual({ stopped: 1 })
    sender.close()
  })
})

describe('the HTTP side', () => {
  it('has health open, and metrics with the token only', async () => {
    const url = `http://127.0.0.1:${server.ports.http}`
    const status = async (path: string, token = '') =>
      (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status
    expect(await status('/healthz')).toBe(200)
    expect(await status('/readyz')).toBe(200)
    expect(await status('/state')).toBe(401)
    expect(await status('/metrics', 'guessed')).toBe(401)
    const sender = connectSender(server.ports.ingest)
    await sender.send(v0Message(KEY, Buffer.from('no picture')))
    await sender.send(v0Message('wrongkey', fakeJpeg()))
    await until(
      () => server.state(),
      ({ dropped }) => dropped['unknown-key'] === 1,
    )
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    const text = await metrics.text()
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4')
    expect(text).toContain('gaze_ingest_frames_captured_total{stream="door"} 1')
    expect(text).toContain('gaze_ingest_frames_dropped_total{stream="door",reason="malformed"} 1')
    expect(text).toContain('gaze_ingest_strays_total{reason="unknown-key"} 1')
    sender.close()
  })
})

describe('what is no frame', () => {
  it('is counted by its reason, with its stream where it has one', async () => {
    const sender = connectSender(server.ports.ingest)
    const ofNobody: (string | Buffer | (string | Buffer)[])[] = [
      '',
      'abc',
      ['a', 'b'],
      ['', '', '', ''],
      ['abcd12345', senderHeader(0), fakeJpeg()],
    ]
    const ofTheStream: (Buffer | (string | Buffer)[])[] = [
      Buffer.from(KEY),
      v0Message(KEY, Buffer.from('not a picture')),
      [KEY, 'no json', fakeJpeg()],
      [KEY, '{}', fakeJpeg()],
      [KEY, senderHeader(-1), fakeJpeg()],
      [KEY, senderHeader(0, { captureNs: 12 }), fakeJpeg()],
      [KEY, senderHeader(0, { width: 1e9 }), fakeJpeg()],
      [KEY, senderHeader(0), ''],
      [KEY, senderHeader(1), Buffer.from('GIF89a')],
    ]
    for (const message of [...ofNobody, ...ofTheStream]) await sender.send(message)
    await sender.send(v0Message('wrongkey', fakeJpeg()))
    await sender.send([KEY, senderHeader(2, { codec: 'h264' }), fakeJpeg()])
    const dropped = { malformed: ofTheStream.length, 'unsupported-codec': 1 }
    const stream = await until(
      () => server.stream('door'),
      (state) => state.dropped['unsupported-codec'] === 1,
    )
    expect(stream).toMatchObject({ captured: ofTheStream.length + 1, dropped })
    const state = await server.state()
    expect(state.dropped).toEqual({ malformed: ofNobody.length, 'unknown-key': 1 })
    expect(state.recent.map(({ reason }) => reason)).toContain('unknown-key')
    expect(JSON.stringify(state.recent)).not.toContain('wrongkey')
    expect(JSON.stringify(state.recent)).not.toContain(KEY)
    sender.close()
  })

  it('is counted too when libzmq cuts the connection for its size', async () => {
    const sender = connectSender(server.ports.ingest)
    const large = Buffer.alloc(MAX_MESSAGE_BYTES + 1)
    await until(
      async () => {
        await sender.send(large)
        return server.state()
      },
      ({ dropped }) => (dropped['too-large'] ?? 0) >= 2,
    )
    sender.close()
  })
})
