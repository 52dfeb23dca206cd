import { afterEach, describe, expect, it } from 'vitest'
import { isBalanced } from '../../../src/runtime/ledger/tally.ts'
import { jpeg64x48 } from '../../support/jpegs.ts'
import {
  connectSender,
  openTestSite,
  streamDraft,
  type TestServer,
  type TestSite,
  until,
  v0Message,
} from '../ingest/support.ts'
import { createPodSite, type PodSite, type TestPod, TOKEN } from './support.ts'

const KEY = 'abcd1234'
let server: TestSite
const sites: PodSite[] = []
let stopSending = (): void => {}

afterEach(async () => {
  stopSending()
  for (const site of sites.splice(0)) await site.clear()
  await server.close()
})

const startPod = ({ ports }: TestServer, pod: string): TestPod => {
  const site = createPodSite({ pod, ingest: `tcp://127.0.0.1:${ports.pods}`, source: 'push' })
  sites.push(site)
  return site.start()
}

/** Pictures at 50 a second until the test ends. */
const keepSending = ({ ports }: TestServer): void => {
  const sender = connectSender(ports.ingest)
  let sending = Promise.resolve()
  const timer = setInterval(() => {
    sending = sending.then(() => sender.send(v0Message(KEY, jpeg64x48)))
  }, 20)
  stopSending = () => {
    clearInterval(timer)
    sender.close()
  }
}

describe('pods of a pushed stream with memory', () => {
  it('have one that is active; another takes over when it is killed, and the ledger balances', async () => {
    server = await openTestSite()
    const ingest = await server.start()
    await server.records.streams.put(streamDraft('door', KEY, { order: true }), 0)
    const pods = [startPod(ingest, 'door-0'), startPod(ingest, 'door-1')]
    for (const pod of pods) await pod.until(({ ready }) => ready)
    keepSending(ingest)
    await until(
      () => pods.filter((pod) => pod.status()?.active === true).length,
      (active) => active === 1,
    )
    const active = pods.find((pod) => pod.status()?.active === true)!
    const standby = pods.find((pod) => pod !== active)!
    const before = await active.untilState(({ ledger }) => ledger.processed > 10)
    expect(isBalanced(before.ledger)).toBe(true)
    expect((await standby.untilState(() => true)).ledger.captured).toBe(0)
    const frames = await fetch(`${standby.base()}/frames`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    expect(frames.status).toBe(503)
    expect(await frames.json()).toEqual({ error: expect.stringContaining('stands by') })

    await active.kill('SIGKILL')
    await standby.until((status) => status.active)
    await standby.untilState(({ ledger }) => ledger.processed > 10)
    stopSending()
    stopSending = () => {}
    const settled = await until(
      () => ingest.stream('door'),
      ({ inFlight, slot }) => inFlight === 0 && slot.queued === 0,
    )
    expect(isBalanced(settled)).toBe(true)
    expect(settled.processed).toBeGreaterThanOrEqual(20)
    expect(await standby.kill('SIGTERM')).toBe(0)
  })
})
