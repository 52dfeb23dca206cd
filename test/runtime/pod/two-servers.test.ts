import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isBalanced } from '../../../src/runtime/ledger/tally.ts'
import { jpeg64x48 } from '../../support/jpegs.ts'
import {
  connectSender,
  openTestSite,
  serverFor,
  settingsFor,
  spawnServer,
  streamDraft,
  type TestServer,
  type TestSite,
  until,
  v0Message,
} from '../ingest/support.ts'
import { createPodSite, type PodSite, type TestPod } from './support.ts'

const KEY = 'abcd1234'

let site: TestSite
const servers: TestServer[] = []
const pods: PodSite[] = []
const stopSending: (() => void)[] = []

/** On the same records as the other, with counters of its own and at another address. */
const startSecond = async (ports: { pods?: number } = {}): Promise<TestServer> => {
  const root = join(site.root, 'second')
  mkdirSync(root, { recursive: true })
  try {
    symlinkSync(join(site.root, 'records'), join(root, 'records'))
  } catch {
    // It is there since an earlier start.
  }
  const settings = { ...settingsFor(root, {}), pods: { host: '127.0.0.2', port: ports.pods ?? 0 } }
  const server = await serverFor(await spawnServer(root, settings))
  servers.push(server)
  return server
}

beforeEach(async () => {
  site = await openTestSite()
})
afterEach(async () => {
  for (const stop of stopSending.splice(0)) stop()
  for (const pod of pods.splice(0)) await pod.clear()
  for (const server of servers.splice(0)) await server.stop()
  await site.close()
})

const startPod = (one: TestServer, other: TestServer, pod: string): TestPod => {
  const ingest = `tcp://127.0.0.1:${one.ports.pods},tcp://127.0.0.2:${other.ports.pods}`
  const own = createPodSite({ pod, ingest, source: 'push' })
  pods.push(own)
  return own.start()
}

/** Pictures at 50 a second until the test ends. */
const keepSending = ({ ports }: TestServer): void => {
  const sender = connectSender(ports.ingest)
  const timer = setInterval(() => {
    if (sender.writable) sender.send(v0Message(KEY, jpeg64x48)).catch(() => {})
  }, 20)
  stopSending.push(() => {
    clearInterval(timer)
    sender.close()
  })
}

const activeOf = (all: readonly TestPod[]): TestPod[] => all.filter((pod) => pod.status()?.active === true)
const settled = (server: TestServer) =>
  until(
    () => server.stream('door'),
    ({ inFlight, slot }) => inFlight === 0 && slot.queued === 0,
  )

describe('two gaze-servers', () => {
  it('give a stream with memory to one and the same pod, over kills of pods and servers', async () => {
    await site.records.streams.put(streamDraft('door', KEY, { order: true }), 0)
    const first = await site.start()
    const second = await startSecond()
    const both = [startPod(first, second, 'door-0'), startPod(first, second, 'door-1')]
    for (const pod of both) await pod.until(({ ready }) => ready)
    await until(
      () => activeOf(both).length,
      (count) => count === 1,
    )
    keepSending(first)
    keepSending(second)
    const active = activeOf(both)[0]!
    const standby = both.find((pod) => pod !== active)!
    const processed = async (server: TestServer) => (await server.stream('door')).processed
    for (const server of [first, second])
      await until(
        () => processed(server),
        (count) => count > 20,
      )
    expect((await standby.untilState(() => true)).ledger.captured).toBe(0)

    // A server that starts again asks the pods, and finds the same one.
    await second.stop('SIGKILL')
    const again = await startSecond({ pods: second.ports.pods })
    keepSending(again)
    await until(
      () => processed(again),
      (count) => count > 20,
    )
    expect(activeOf(both)).toEqual([active])
    expect((await standby.untilState(() => true)).ledger.captured).toBe(0)

    await active.kill('SIGKILL')
    await standby.until((status) => status.active)
    await standby.untilState(({ ledger }) => ledger.processed > 20)
    for (const stop of stopSending.splice(0)) stop()
    for (const server of [first, again]) expect(isBalanced(await settled(server))).toBe(true)
    expect(await standby.kill('SIGTERM')).toBe(0)
  })

  it('both give frames to the pods of a stream without memory', async () => {
    await site.records.streams.put(streamDraft('door', KEY), 0)
    const first = await site.start()
    const second = await startSecond()
    const both = [startPod(first, second, 'door-0'), startPod(first, second, 'door-1')]
    for (const pod of both) await pod.until(({ ready }) => ready)
    keepSending(first)
    keepSending(second)
    for (const server of [first, second])
      await until(
        async () => (await server.stream('door')).pods.map(({ done }) => done),
        (done) => done.length === 2 && done.every((count) => count > 5),
      )
    for (const pod of both) expect(pod.status()?.active).toBe(true)
    for (const stop of stopSending.splice(0)) stop()
    const counts = await Promise.all([first, second].map(settled))
    const seen = await Promise.all(both.map((pod) => pod.untilState(({ ledger }) => ledger.inFlight === 0)))
    const sum = (values: readonly { processed: number }[]) =>
      values.reduce((total, { processed }) => total + processed, 0)
    expect(sum(counts)).toBe(sum(seen.map(({ ledger }) => ledger)))
  })
})
