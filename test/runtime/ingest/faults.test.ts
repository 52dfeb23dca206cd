import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IngestStatus } from '../../../src/runtime/ingest/settings.ts'
import { isBalanced, sumDropped } from '../../../src/runtime/ledger/tally.ts'
import { quietPorts } from '../../support/net/quiet-port.ts'
import {
  connectPod,
  connectSender,
  fakeJpeg,
  openTestSite,
  senderHeader,
  settingsFor,
  spawnServer,
  startPodLoop,
  streamDraft,
  type TestSite,
  until,
  v0Message,
} from './support.ts'

let site: TestSite
beforeEach(async () => {
  site = await openTestSite()
  await site.records.streams.put(streamDraft('door', 'abcd1234', { queue: 16 }), 0)
})
afterEach(() => site.close())

describe('the life of gaze-server', () => {
  for (const which of ['ingest', 'pods', 'http'] as const) {
    it(`names a port that is in use (${which}) and ends with 1`, async () => {
      const holder = createServer().listen(0, '127.0.0.1')
      await once(holder, 'listening')
      const port = (holder.address() as AddressInfo).port
      const child = await spawnServer(site.root, settingsFor(site.root, { [which]: port }))
      const errors: string[] = []
      child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()))
      const statuses: IngestStatus[] = []
      child.on('message', (status: IngestStatus) => statuses.push(status))
      const [code] = await once(child, 'close')
      holder.close()
      expect(code).toBe(1)
      expect(errors.join('').trim().split('\\n').at(-1)).toContain(String(port))
      expect(statuses.at(-1)).toMatchObject({ ready: false, reason: 'PORT_IN_USE' })
    })
  }

  it('ends in order when its parent is gone, with its counters written', async () => {
    const server = await site.start()
    const sender = connectSender(server.ports.ingest)
    await sender.send(v0Message('abcd1234', fakeJpeg()))
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === 1,
    )
    server.child.disconnect()
    const [code] = await once(server.child, 'exit')
    expect(code).toBe(0)
    const again = await site.start()
    const state = await again.stream('door')
    expect(state).toMatchObject({ captured: 1, inFlight: 0 })
    expect(isBalanced(state)).toBe(true)
    sender.close()
  })

  it('starts and counts on with damaged counters and a ledger that cannot be written', async () => {
    const server = await site.start()
    await server.stop()
    await writeFile(join(site.root, 'ledger', 'ingest.json'), '{"streams": {"door": {"captured": "many"')
    await chmod(join(site.root, 'ledger'), 0o500)
    const again = await site.start()
    const sender = connectSender(again.ports.ingest)
    await sender.send(v0Message('abcd1234', fakeJpeg()))
    await until(
      () => again.stream('door'),
      ({ captured }) => captured === 1,
    )
    await again.stop()
    await chmod(join(site.root, 'ledger'), 0o700)
    sender.close()
  })
})

describe('kill -9 under load', () => {
  it('leaves a ledger that balances and accounts for every numbered frame, three times over', async () => {
    const ports = await quietPorts()
    let server = await site.start(ports)
    const sender = connectSender(ports.ingest)
    let seq = 0
    const sending = setInterval(() => {
      // What the socket does not take is skipped: the gap in the numbers tells.
      if (sender.writable) sender.send(['abcd1234', senderHeader(seq), fakeJpeg(50_000)]).catch(() => {})
      seq += 1
    }, 5)
    const pod = startPodLoop(ports.pods, 'door', 'door-1', 4)
    let before = 0
    for (let round = 0; round < 3; round += 1) {
      await until(
        () => server.stream('door'),
        ({ processed }) => processed > before + 300,
      )
      await server.stop('SIGKILL')
      server = await site.start(ports)
      const state = await server.stream('door')
      expect(isBalanced(state)).toBe(true)
      before = state.processed
    }
    await until(
      () => server.stream('door'),
      ({ processed }) => processed > before + 100,
    )
    clearInterval(sending)
    await sender.send(['abcd1234', senderHeader(seq), fakeJpeg()])
    const state = await until(
      () => server.stream('door'),
      ({ captured, inFlight }) => captured > seq && inFlight === 0,
    )
    expect(state.captured).toBe(seq + 1)
    expect(state.processed + sumDropped(state.dropped)).toBe(seq + 1)
    expect(state.dropped['lost-in-crash']).toBeGreaterThan(0)
    await pod.close()
    sender.close()
  })
})

describe('one bad neighbour', () => {
  it('leaves the other streams untouched: a stalled pod, garbage, and messages of 40 MB', async () => {
    await site.records.streams.put(streamDraft('stalled', 'stalled0'), 0)
    await site.records.streams.put(streamDraft('garbage', 'garbage0'), 0)
    await site.records.streams.put(streamDraft('huge', 'huge0000'), 0)
    const server = await site.start()
    const stalled = connectPod(server.ports.pods, 'stalled', 'stalled-1')
    await stalled.ask(1)
    const pod = startPodLoop(server.ports.pods, 'door', 'door-1', 2)
    await until(
      () => server.stream('door'),
      ({ pods }) => pods.length === 1,
    )
    const senders = [0, 1, 2, 3].map(() => connectSender(server.ports.ingest))
    const large = v0Message('huge0000', fakeJpeg(40_000_000))
    const bad = setInterval(() => {
      for (const [index, message] of [
        v0Message('stalled0', fakeJpeg(50_000)),
        v0Message('garbage0', Buffer.alloc(50_000, 1)),
        large,
      ].entries())
        if (senders[index]!.writable) senders[index]!.send(message).catch(() => {})
    }, 10)
    for (let seq = 0; seq < 60; seq += 1) {
      await senders[3]!.send(['abcd1234', senderHeader(seq), fakeJpeg(50_000)])
      await new Promise((resolve) => setTimeout(resolve, 33))
      // What has come and is not processed yet has room in the slot, however slow this machine is.
      await until(
        () => server.stream('door'),
        ({ processed }) => processed > seq - 8,
      )
    }
    await until(
      () => server.stream('door'),
      ({ captured, inFlight }) => captured === 60 && inFlight === 0,
    )
    await until(
      () => server.stream('garbage'),
      ({ dropped }) => (dropped.malformed ?? 0) > 10,
    )
    await until(
      () => server.stream('stalled'),
      ({ dropped }) => (dropped['slow-pod'] ?? 0) > 10,
    )
    clearInterval(bad)
    expect(await server.stream('door')).toMatchObject({ captured: 60, processed: 60, dropped: {} })
    await until(
      () => server.state(),
      ({ dropped }) => (dropped['too-large'] ?? 0) > 0,
    )
    for (const { captured, processed, inFlight, dropped } of (await server.state()).streams)
      expect(captured).toBe(processed + inFlight + sumDropped(dropped))
    for (const sender of senders) {
      sender.linger = 0
      sender.close()
    }
    await pod.close()
    await stalled.close()
  })
})
