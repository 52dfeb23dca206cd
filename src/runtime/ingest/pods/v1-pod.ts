import type { SentFrame } from '../lanes/frame.ts'
import { announce, type Lane, pump, settle } from '../lanes/lane.ts'
import type { Role, Taker } from '../lanes/taker.ts'
import { POD_SILENCE_MS, type PodRequest, type ServerNotice } from '../../wire/ingest-protocol.ts'

/** One run of a pod of ours that asks for frames. */
export interface V1Pod extends Taker {
  readonly lane: Lane
  /** Takes in what the pod says: what it is through with, and how much it takes. */
  hear(request: PodRequest, now: number): void
}

const NOTICES: Readonly<Record<Role, ServerNotice>> = {
  active: { notice: 'active', message: '' },
  standby: { notice: 'standby', message: 'another pod has the stream' },
  waiting: {
    notice: 'standby',
    message: 'another gaze-server has the stream with another pod',
    waiting: true,
  },
}

/** How frames and notices get to one pod. */
export interface PodLine {
  /** Sends a frame and returns the id it got. */
  frame(frame: SentFrame): number
  notice(notice: ServerNotice): void
}

/** Joins the lane; `since`: when it came, by its own word. */
export const joinV1Pod = (
  lane: Lane,
  { pod, since }: Pick<PodRequest, 'pod' | 'since'>,
  line: PodLine,
  now: number,
): V1Pod => {
  /** Ids of frames given and not settled, in the order given, and when the pod had spoken last by then. */
  const held = new Map<number, number>()

  let told: Role | undefined

  const settleOne = (id: number, reason: string | undefined): void => {
    if (held.delete(id)) settle(lane, taker, reason)
  }
  const findLost = (holds: readonly number[], seen: number, at: number): void => {
    const there = new Set(holds)
    for (const [id, givenAt] of held) {
      const arrived = id <= seen
      if (arrived ? !there.has(id) : at - givenAt > POD_SILENCE_MS) settleOne(id, 'lost-in-transit')
    }
  }
  const onItsWay = (seen: number): number => {
    let count = 0
    for (const id of held.keys()) if (id > seen) count += 1
    return count
  }

  const taker: V1Pod = {
    lane,
    pod,
    wire: 'v1',
    ready: true,
    credit: 0,
    inFlight: 0,
    leaving: false,
    taken: 0,
    done: 0,
    lastSeenAt: now,
    since: since ?? now,
    elsewhere: '',
    busy: 0,
    give: (frame) => {
      taker.credit -= 1
      held.set(line.frame(frame), taker.lastSeenAt)
    },
    tell: (role) => {
      if (role === told) return
      told = role
      line.notice(NOTICES[role])
    },
    hear: (request, at) => {
      taker.lastSeenAt = at
      for (const { id, dropped } of request.done) settleOne(id, dropped)
      if (request.holds !== undefined) findLost(request.holds, request.seen, at)
      const leaves = request.leaving === true && !taker.leaving
      taker.leaving = request.leaving === true
      taker.elsewhere = request.elsewhere ?? ''
      taker.busy = request.busy ?? 0
      taker.credit = Math.max(0, request.credit - onItsWay(request.seen))
      if (told === undefined || lane.order) announce(lane)
      pump(lane)
      if (leaves) line.notice({ notice: 'left', message: '' })
    },
  }
  lane.takers.push(taker)
  return taker
}
