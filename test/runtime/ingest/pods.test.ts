import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isBalanced } from '../../../src/runtime/ledger/tally.ts'
import {
  KEY,
  connectPod,
  connectSender,
  fakeJpeg,
  openDoor,
  podDraft,
  senderHeader,
  streamDraft,
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

/** A pod that gaze-server knows to take that many. */
const joinPod = async (credit: number) => {
  const pod = connectPod(server.ports.pods, 'door', 'door-1')
  await pod.ask(credit)
  await until(
    () => server.stream('door'),
    ({ pods }) => pods.length === 1,
  )
  return pod
}

describe('frames for pods that ask', () => {
  it('gives a v1 frame with the header of its sender, and counts it when it is acknowledged', async () => {
    const pod = await joinPod(1)
    const sender = connectSender(server.ports.ingest)
    await sender.send([KEY, senderHeader(7, { width: 4, height: 2 }), fakeJpeg()])
    await until(
      () => pod.frames.length,
      (count) => count === 1,
    )
    expect(pod.frames[0]?.header).toMatchObject({
      seq: 7,
      captureNs: '1700000000000000000',
      codec: 'jpeg',
      width: 4,
      height: 2,
    })
    expect(pod.frames[0]?.payload.equals(fakeJpeg())).toBe(true)
    expect(await server.stream('door')).toMatchObject({ captured: 1, processed: 0, inFlight: 1 })
    await pod.ask(1, { done: [{ id: pod.frames[0]!.header.id }] })
    await until(
      () => server.stream('door'),
      ({ processed }) => processed === 1,
    )
    expect(await server.stream('door')).toMatchObject({ captured: 1, processed: 1, inFlight: 0, dropped: {} })
    expect(pod.notices).toEqual(['active'])
    sender.close()
    await pod.close()
  })

  it('gives a v0 frame with the time of its arrival', async () => {
    const pod = await joinPod(1)
    const before = Date.now()
    const sender = connectSender(server.ports.ingest)
    await sender.send(v0Message(KEY, fakeJpeg()))
    await until(
      () => pod.frames.length,
      (count) => count === 1,
    )
    const captureMs = Number(BigInt(pod.frames[0]!.header.captureNs) / 1_000_000n)
    expect(captureMs).toBeGreaterThanOrEqual(before)
    expect(captureMs).toBeLessThanOrEqual(Date.now())
    expect(pod.frames[0]?.payload.equals(fakeJpeg())).toBe(true)
    sender.close()
    await pod.close()
  })

  it('gives the newest frame to a pod that comes back, and drops the rest by reason', async () => {
    const sender = connectSender(server.ports.ingest)
    for (let seq = 0; seq < 5; seq += 1) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === 5,
    )
    const pod = await joinPod(1)
    await until(
      () => pod.frames.length,
      (count) => count === 1,
    )
    for (let seq = 5; seq < 10; seq += 1) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === 10,
    )
    await pod.ask(1, { done: [{ id: pod.frames[0]!.header.id }] })
    await until(
      () => pod.frames.length,
      (count) => count === 2,
    )
    expect(pod.frames.map(({ header }) => header.seq)).toEqual([4, 9])
    const state = await server.stream('door')
    expect(state).toMatchObject({
      captured: 10,
      processed: 1,
      inFlight: 1,
      dropped: { 'no-ready-pod': 4, 'slow-pod': 4 },
    })
    expect(isBalanced(state)).toBe(true)
    sender.close()
    await pod.close()
  })

  it('keeps as many frames as the stream says, in order', async () => {
    const record = await site.records.streams.get('door')
    await site.records.streams.put({ ...record!, queue: 3 }, record!.revision)
    await until(
      () => server.stream('door'),
      ({ slot }) => slot.size === 3,
    )
    const sender = connectSender(server.ports.ingest)
    for (let seq = 0; seq < 5; seq += 1) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === 5,
    )
    const pod = await joinPod(9)
    await until(
      () => pod.frames.length,
      (count) => count === 3,
    )
    expect(pod.frames.map(({ header }) => header.seq)).toEqual([2, 3, 4])
    sender.close()
    await pod.close()
  })

  it('counts gaps in the numbers of a sender, and the reasons that pods give', async () => {
    const pod = await joinPod(9)
    const sender = connectSender(server.ports.ingest)
    for (const seq of [0, 1, 5, 6]) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => pod.frames.length,
      (count) => count === 4,
    )
    await pod.ask(9, { done: pod.frames.map(({ header }) => ({ id: header.id, dropped: 'undecodable' })) })
    const state = await until(
      () => server.stream('door'),
      ({ inFlight }) => inFlight === 0,
    )
    expect(state).toMatchObject({ captured: 7, dropped: { 'lost-before-ingest': 3, undecodable: 4 } })
    expect(isBalanced(state)).toBe(true)
    sender.close()
    await pod.close()
  })

  it('shares frames between pods that are free', async () => {
    const pods = [1, 2].map((n) => connectPod(server.ports.pods, 'door', `door-${n}`))
    for (const pod of pods) await pod.ask(10)
    await until(
      () => server.stream('door'),
      (state) => state.pods.length === 2,
    )
    const sender = connectSender(server.ports.ingest)
    for (let seq = 0; seq < 10; seq += 1) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => pods.map(({ frames }) => frames.length),
      (counts) => counts[0] === 5 && counts[1] === 5,
    )
    sender.close()
    for (const pod of pods) await pod.close()
  })

  it('keeps a stream with order to one pod until that leaves, then the standby takes over', async () => {
    await site.records.streams.put(streamDraft('lane', 'lane0000', { order: true }), 0)
    await until(
      () => server.state(),
      ({ streams }) => streams.length === 2,
    )
    const [first, second] = [1, 2].map((n) => connectPod(server.ports.pods, 'lane', `lane-${n}`))
    await first!.ask(5)
    await until(
      () => first!.notices,
      (notices) => notices.length === 1,
    )
    await second!.ask(5)
    await until(
      () => second!.notices,
      (notices) => notices.length === 1,
    )
    const sender = connectSender(server.ports.ingest)
    await sender.send([`lane0000`, senderHeader(0), fakeJpeg()])
    await until(
      () => first!.frames.length,
      (count) => count === 1,
    )
    await first!.ask(0, { leaving: true })
    await until(
      () => server.stream('lane'),
      ({ pods }) => pods[0]?.credit === 0,
    )
    expect(second!.notices).toEqual(['standby'])
    await first!.ask(0, { leaving: true, done: [{ id: first!.frames[0]!.header.id }] })
    await until(
      () => second!.notices,
      (notices) => notices.length === 2,
    )
    expect(second!.notices).toEqual(['standby', 'active'])
    await sender.send([`lane0000`, senderHeader(1), fakeJpeg()])
    await until(
      () => second!.frames.length,
      (count) => count === 1,
    )
    expect(first!.frames).toHaveLength(1)
    sender.close()
    await first!.close()
    await second!.close()
  })

  it('counts what a pod held when it was killed or replaced as lost', async () => {
    const pod = await joinPod(5)
    const sender = connectSender(server.ports.ingest)
    for (const seq of [0, 1]) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => pod.frames.length,
      (count) => count === 2,
    )
    await pod.close()
    const next = connectPod(server.ports.pods, 'door', 'door-1')
    await next.ask(1)
    const state = await until(
      () => server.stream('door'),
      ({ inFlight }) => inFlight === 0,
    )
    expect(state).toMatchObject({ captured: 2, processed: 0, dropped: { 'lost-in-crash': 2 } })
    expect(state.pods).toHaveLength(1)
    sender.close()
    await next.close()
  })

  it('finds what a broken connection has lost by what the pod says it holds', async () => {
    const pod = await joinPod(3)
    const sender = connectSender(server.ports.ingest)
    for (const seq of [0, 1, 2]) await sender.send([KEY, senderHeader(seq), fakeJpeg()])
    await until(
      () => pod.frames.length,
      (count) => count === 3,
    )
    const [first, second] = pod.frames.map(({ header }) => header.id)
    await pod.ask(0, { done: [{ id: first! }], holds: [second!] })
    const state = await until(
      () => server.stream('door'),
      ({ inFlight }) => inFlight === 1,
    )
    expect(state).toMatchObject({ captured: 3, processed: 1, dropped: { 'lost-in-transit': 1 } })
    sender.close()
    await pod.close()
  })

  it('lets go of a pod that is gone from the records, or silent', async () => {
    await site.records.pods.put(podDraft('door-1', 'door'), 0)
    // Shows in the state when the records up to it have been read.
    await site.records.pods.put(podDraft('door-9', 'door', { ports: { in: 1 } }), 0)
    const recorded = connectPod(server.ports.pods, 'door', 'door-1')
    await recorded.ask(1)
    const names = async () => (await server.stream('door')).pods.map(({ pod }) => pod).sort()
    await until(names, (pods) => pods.join() === 'door-1,door-9')
    await site.records.pods.remove('door-1')
    await until(names, (pods) => pods.join() === 'door-9')
    const silent = connectPod(server.ports.pods, 'door', 'door-2')
    await silent.ask(1)
    await until(names, (pods) => pods.join() === 'door-2,door-9')
    await until(names, (pods) => pods.join() === 'door-9')
    await recorded.close()
    await silent.close()
  })

  it('refuses a wrong token and an unknown stream', async () => {
    const wrong = connectPod(server.ports.pods, 'door', 'door-1')
    await wrong.ask(1, { token: 'guessed' })
    const lost = connectPod(server.ports.pods, 'nowhere', 'nowhere-1')
    await lost.ask(1)
    await until(
      () => [...wrong.notices, ...lost.notices],
      (all) => all.length === 2,
    )
    expect([...wrong.notices, ...lost.notices]).toEqual(['refused', 'refused'])
    expect((await server.stream('door')).pods).toEqual([])
    await wrong.close()
    await lost.close()
  })
})
