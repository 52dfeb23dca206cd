import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeTaker } from '../../../../src/runtime/ingest/lanes/active-taker.ts'
import { announce, type Lane } from '../../../../src/runtime/ingest/lanes/lane.ts'
import type { Role, Taker } from '../../../../src/runtime/ingest/lanes/taker.ts'
import { createLanes } from '../../../../src/runtime/ingest/lanes/lanes.ts'
import { streamDraft } from '../support.ts'

const recorded = { revision: 1, createdAt: '2026-05-01T00:00:00Z', updatedAt: '' }

/** A pod with its seat at each server, and what each has told it. */
interface ModelPod {
  readonly pod: string
  readonly since: number
  readonly seats: (Taker | undefined)[]
  readonly told: (Role | undefined)[]
}

/** Servers and pods that tell each other all they know, one message at a time. */
const createSite = (servers: number) => {
  const lanes: Lane[] = Array.from({ length: servers }, () =>
    createLanes({}).put({ ...streamDraft('door', 'abcd1234'), ...recorded }, true),
  )
  const pods: ModelPod[] = []

  const elsewhere = ({ seats, told }: ModelPod, own: number): Taker['elsewhere'] => {
    const others = told.filter((_, at) => at !== own && seats[at] !== undefined)
    return others.includes('active') ? 'active' : others.includes('standby') ? 'standby' : ''
  }
  /** One request of one pod to one server. */
  const ask = (pod: ModelPod, server: number): void => {
    const seat = pod.seats[server]
    if (seat === undefined) return
    seat.elsewhere = elsewhere(pod, server)
    announce(lanes[server]!)
  }
  const join = (pod: ModelPod, server: number): void => {
    if (pod.seats[server] !== undefined) return
    const seat: Taker = {
      ...{ pod: pod.pod, wire: 'v1', ready: true, credit: 1, inFlight: 0, leaving: false, taken: 0, done: 0 },
      ...{ lastSeenAt: 0, since: pod.since, elsewhere: elsewhere(pod, server), busy: 0 },
      give: () => {},
      tell: (role) => {
        pod.told[server] = role
      },
    }
    pod.seats[server] = seat
    lanes[server]!.takers.push(seat)
    announce(lanes[server]!)
  }
  const leave = (pod: ModelPod, server: number): void => {
    const { takers } = lanes[server]!
    const at = takers.indexOf(pod.seats[server]!)
    if (at >= 0) takers.splice(at, 1)
    pod.seats[server] = undefined
    pod.told[server] = undefined
    announce(lanes[server]!)
  }
  const add = (since: number): void => {
    const none = Array.from({ length: servers }, () => undefined)
    pods.push({ pod: `pod-${pods.length}`, since, seats: [...none], told: [...none] })
  }
  /** All join everywhere, and say what they know until nothing changes any more. */
  const settle = (): void => {
    for (const pod of pods) for (const server of lanes.keys()) join(pod, server)
    for (let round = 0; round < 10; round += 1)
      for (const pod of pods) for (const server of lanes.keys()) ask(pod, server)
  }
  const restart = (server: number): void => {
    lanes[server]!.active = undefined
    for (const pod of pods) leave(pod, server)
  }
  const remove = (pod: ModelPod): void => {
    pods.splice(pods.indexOf(pod), 1)
    for (const server of lanes.keys()) leave(pod, server)
  }
  return {
    pods,
    ask,
    join,
    add,
    settle,
    restart,
    remove,
    active: () => lanes.map((lane) => activeTaker(lane)?.pod),
  }
}

const step = fc.oneof(
  fc.record({ type: fc.constant('add' as const), since: fc.nat(20) }),
  fc.record({ type: fc.constant('join' as const), pod: fc.nat(3), server: fc.nat(2) }),
  fc.record({ type: fc.constant('ask' as const), pod: fc.nat(3), server: fc.nat(2) }),
  fc.record({ type: fc.constant('remove' as const), pod: fc.nat(3) }),
  fc.record({ type: fc.constant('restart' as const), server: fc.nat(2) }),
)

describe('the active pod of a stream with memory', () => {
  it('is the same at all gaze-servers, whatever happened before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 40 }), (servers, steps) => {
        const site = createSite(servers)
        site.add(5)
        for (const one of steps) {
          const pod = 'pod' in one ? site.pods[one.pod % Math.max(1, site.pods.length)] : undefined
          if (one.type === 'add') site.add(one.since)
          else if (one.type === 'restart') site.restart(one.server % servers)
          else if (pod === undefined) continue
          else if (one.type === 'remove') site.remove(pod)
          else site[one.type](pod, one.server % servers)
        }
        site.settle()
        const active = site.active()
        expect(new Set(active).size).toBe(1)
        expect(active[0] === undefined).toBe(site.pods.length === 0)
      }),
      { numRuns: 2_000 },
    )
  })

  it('stays when an older one comes, and when a server starts again', () => {
    const site = createSite(2)
    site.add(10)
    site.settle()
    site.add(1)
    site.settle()
    expect(site.active()).toEqual(['pod-0', 'pod-0'])
    site.restart(1)
    // The standby is the first to come back.
    site.join(site.pods[1]!, 1)
    expect(site.active()).toEqual(['pod-0', undefined])
    site.settle()
    expect(site.active()).toEqual(['pod-0', 'pod-0'])
  })

  it('passes on when it is gone from one server after the other', () => {
    const site = createSite(2)
    site.add(1)
    site.add(2)
    site.settle()
    site.remove(site.pods[0]!)
    site.settle()
    expect(site.active()).toEqual(['pod-1', 'pod-1'])
  })
})
