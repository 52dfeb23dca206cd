import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SentFrame } from '../../../../src/runtime/ingest/lanes/frame.ts'
import {
  acceptFrame,
  clearQueue,
  expireUnclaimed,
  type Lane,
  pump,
  removeTaker,
  resize,
  settle,
} from '../../../../src/runtime/ingest/lanes/lane.ts'
import type { Taker } from '../../../../src/runtime/ingest/lanes/taker.ts'
import { activeTaker } from '../../../../src/runtime/ingest/lanes/active-taker.ts'
import { createLanes } from '../../../../src/runtime/ingest/lanes/lanes.ts'
import { isBalanced } from '../../../../src/runtime/ledger/tally.ts'
import { streamDraft } from '../support.ts'

const recorded = { revision: 1, createdAt: '2026-05-01T00:00:00Z', updatedAt: '' }
const newLane = (order: boolean, queue: number): Lane =>
  createLanes({}).put({ ...streamDraft('door', 'abcd1234', { queue }), ...recorded }, order)

const frame = (seq: number): SentFrame => ({
  ...{ payload: new Uint8Array(4), seq, captureNs: '0', codec: 'jpeg', width: undefined, height: undefined },
  arrivedAt: seq,
})

/** A pod that remembers what it was given. */
const join = (lane: Lane, pod: string, credit: number) => {
  const given: number[] = []
  const taker: Taker = {
    ...{
      pod,
      wire: 'v1',
      ready: true,
      credit,
      inFlight: 0,
      leaving: false,
      taken: 0,
      done: 0,
      lastSeenAt: 0,
      since: lane.takers.length,
      elsewhere: '',
      busy: 0,
    },
    give: ({ seq }) => {
      taker.credit -= 1
      given.push(seq)
    },
  }
  lane.takers.push(taker)
  pump(lane)
  return { taker, given }
}

const step = fc.oneof(
  fc.record({ type: fc.constant('frame' as const) }),
  fc.record({ type: fc.constant('join' as const), credit: fc.nat(3) }),
  fc.record({ type: fc.constant('credit' as const), which: fc.nat(4), credit: fc.nat(3) }),
  fc.record({ type: fc.constant('settle' as const), which: fc.nat(4), dropped: fc.boolean() }),
  fc.record({ type: fc.constant('leave' as const), which: fc.nat(4) }),
  fc.record({ type: fc.constant('remove' as const), which: fc.nat(4) }),
  fc.record({ type: fc.constant('resize' as const), size: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ type: fc.constant('close' as const), closed: fc.constantFrom('', 'stopped') }),
  fc.record({ type: fc.constant('expire' as const) }),
  fc.record({ type: fc.constant('clear' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const apply = (lane: Lane, one: Step, seq: number): void => {
  const taker = 'which' in one ? lane.takers[one.which] : undefined
  if (one.type === 'frame') acceptFrame(lane, frame(seq))
  if (one.type === 'join') join(lane, `pod-${seq}`, one.credit)
  if (one.type === 'resize') resize(lane, one.size)
  if (one.type === 'close') lane.closed = one.closed
  if (one.type === 'expire') expireUnclaimed(lane, seq + 3_000)
  if (one.type === 'clear') clearQueue(lane, 'stopped')
  if (taker === undefined) return
  if (one.type === 'credit') {
    taker.credit = one.credit
    pump(lane)
  }
  if (one.type === 'settle' && taker.inFlight > 0)
    settle(lane, taker, one.dropped ? 'undecodable' : undefined)
  if (one.type === 'leave') taker.leaving = true
  if (one.type === 'remove') removeTaker(lane, taker, 'lost-in-crash')
}

describe('a lane', () => {
  it('balances after every step, whatever happens, and never queues more than its size', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 60 }),
        (order, size, steps) => {
          const lane = newLane(order, size)
          for (const [seq, one] of steps.entries()) {
            apply(lane, one, seq)
            expect(isBalanced(lane.tally)).toBe(true)
            expect(lane.tally.inFlight).toBe(
              lane.queue.length + lane.takers.reduce((sum, each) => sum + each.inFlight, 0),
            )
            expect(lane.queue.length).toBeLessThanOrEqual(lane.size)
            for (const { credit } of lane.takers) expect(credit).toBeGreaterThanOrEqual(0)
          }
        },
      ),
    )
  })

  it('gives frames in order, the newest where it cannot give all', () => {
    const lane = newLane(false, 2)
    for (let seq = 0; seq < 5; seq += 1) acceptFrame(lane, frame(seq))
    const { given } = join(lane, 'a', 1)
    expect(given).toEqual([3])
    acceptFrame(lane, frame(5))
    lane.takers[0]!.credit = 2
    pump(lane)
    expect(given).toEqual([3, 4, 5])
  })

  it('tells a flood, which no camera sends, from a pod that is slow', () => {
    const lane = newLane(false, 2)
    const at = (ms: number) => acceptFrame(lane, frame(ms))
    expect([at(0), at(40), at(80), at(120)]).toEqual(['kept', 'kept', 'vain', 'vain'])
    expect([at(121), at(121), at(122)]).toEqual(['vain', 'flood', 'flood'])
    lane.closed = 'stopped'
    expect(at(122)).toBe('vain')
  })

  it('keeps to one pod where order matters, until that is through', () => {
    const lane = newLane(true, 1)
    const first = join(lane, 'a', 1)
    const second = join(lane, 'b', 9)
    acceptFrame(lane, frame(0))
    acceptFrame(lane, frame(1))
    expect([first.given, second.given]).toEqual([[0], []])
    first.taker.leaving = true
    pump(lane)
    expect(second.given).toEqual([])
    settle(lane, first.taker, undefined)
    pump(lane)
    expect(activeTaker(lane)).toBe(second.taker)
    expect(second.given).toEqual([1])
  })
})
