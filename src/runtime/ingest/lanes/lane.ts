import { dropAtOnce, dropInFlight, type Tally } from '../../ledger/tally.ts'
import type { SentFrame } from './frame.ts'
import type { RecentCounts } from './lately.ts'
import type { SenderRun } from '../senders/sequence.ts'
import { activeTaker } from './active-taker.ts'
import type { Role, Taker } from './taker.ts'
import type { Outcome } from '../../wire/receive.ts'

/** One stream's way through gaze-server: a small queue in which the newest win, and the pods behind it. */
export interface Lane {
  readonly stream: string
  /** Tells a stream that was removed and made again from the one before. */
  readonly createdAt: string
  key: string
  size: number
  order: boolean
  /** Why every frame is dropped at once (`stopped`, `not-push`), or empty. */
  closed: string
  readonly tally: Tally
  readonly queue: SentFrame[]
  /** In the order in which they came. */
  readonly takers: Taker[]
  /** The pod that holds a stream whose frames must stay in order; see {@link activeTaker}. */
  active: Taker | undefined
  /** Where the next look for a free pod begins. */
  turn: number
  readonly runs: SenderRun[]
  /** Count of v0 frames, which bring no number. */
  v0Seq: number
  lastFrameAt: number
  lastTakenAt: number
  /** Messages that came, and how many there were at each of the last seconds. */
  arrived: number
  readonly arrivedBefore: number[]
  readonly recent: RecentCounts
}

/** A queued frame that no pod comes for is dropped after this many milliseconds, so that none starts with an old one. */
const UNCLAIMED_MS = 2_000
const RATE_SECONDS = 5
/** No camera gives more a second; a stream that gets more and cannot pass it on is flooded. */
const FLOOD_FPS = 1_000

/**
 * Takes a frame in: gives it to a free pod at once, else queues it, and drops the oldest when the queue is full, which
 * makes it `vain`.
 */
export const acceptFrame = (lane: Lane, frame: SentFrame): Outcome => {
  lane.lastFrameAt = frame.arrivedAt
  lane.arrived += 1
  if (lane.closed !== '') {
    dropAtOnce(lane.tally, lane.closed)
    return 'vain'
  }
  lane.tally.captured += 1
  lane.tally.inFlight += 1
  const taker = lane.queue.length === 0 ? freeTaker(lane) : undefined
  if (taker !== undefined) {
    hand(lane, taker, frame)
    return 'kept'
  }
  lane.queue.push(frame)
  if (lane.queue.length <= lane.size) return 'kept'
  const queuedMs = frame.arrivedAt - lane.queue[0]!.arrivedAt
  dropOldest(lane)
  return queuedMs * FLOOD_FPS < lane.size * 1_000 ? 'flood' : 'vain'
}

/** Gives queued frames to pods that have become free. */
export const pump = (lane: Lane): void => {
  while (lane.queue.length > 0) {
    const taker = freeTaker(lane)
    if (taker === undefined) return
    hand(lane, taker, lane.queue.shift()!)
  }
}

export const isActive = (lane: Lane, taker: Taker): boolean =>
  lane.order ? activeTaker(lane) === taker : !taker.leaving

/** Says to each pod whether it is active. */
export const announce = (lane: Lane): void => {
  const others: Role = lane.order && activeTaker(lane) === undefined ? 'waiting' : 'standby'
  for (const taker of lane.takers) taker.tell?.(isActive(lane, taker) ? 'active' : others)
}

/** The pod is through with frames it had; `reason` where they were not processed. */
export const settle = (lane: Lane, taker: Taker, reason: string | undefined, count = 1) => {
  taker.inFlight -= count
  if (reason !== undefined) return dropInFlight(lane.tally, reason, count)
  lane.tally.inFlight -= count
  lane.tally.processed += count
  taker.done += count
}

/** The pod is gone; what it had is dropped for `reason`, and others go on. */
export const removeTaker = (lane: Lane, taker: Taker, reason: string): void => {
  const index = lane.takers.indexOf(taker)
  if (index < 0) return
  lane.takers.splice(index, 1)
  taker.credit = 0
  if (taker.inFlight > 0) settle(lane, taker, reason, taker.inFlight)
  announce(lane)
  pump(lane)
}

/** Makes the queue fit a new size. */
export const resize = (lane: Lane, size: number): void => {
  lane.size = size
  while (lane.queue.length > size) dropOldest(lane)
}

/** Drops everything that is queued. */
export const clearQueue = (lane: Lane, reason: string): void => {
  dropInFlight(lane.tally, reason, lane.queue.length)
  lane.queue.length = 0
}

/** Called each second. */
export const markSecond = (lane: Lane, now: number): void => {
  lane.recent.mark(now)
  lane.arrivedBefore.push(lane.arrived)
  if (lane.arrivedBefore.length > RATE_SECONDS) lane.arrivedBefore.shift()
}

/** Frames a second over the last seconds. */
export const rateOf = ({ arrived, arrivedBefore }: Lane): number =>
  arrivedBefore.length === 0 ? 0 : (arrived - arrivedBefore[0]!) / arrivedBefore.length

export const expireUnclaimed = (lane: Lane, now: number): void => {
  if (hasReadyPod(lane)) return
  while (lane.queue.length > 0 && now - lane.queue[0]!.arrivedAt > UNCLAIMED_MS) dropOldest(lane)
}

const freeTaker = (lane: Lane): Taker | undefined => {
  if (lane.order) {
    const active = activeTaker(lane)
    return active !== undefined && isFree(active) ? active : undefined
  }
  const { takers } = lane
  for (let step = 0; step < takers.length; step += 1) {
    const index = (lane.turn + step) % takers.length
    if (!isFree(takers[index]!)) continue
    lane.turn = index + 1
    return takers[index]
  }
  return undefined
}

const isFree = (taker: Taker): boolean => taker.credit > 0 && !taker.leaving

const hand = (lane: Lane, taker: Taker, frame: SentFrame): void => {
  taker.inFlight += 1
  taker.taken += 1
  lane.lastTakenAt = frame.arrivedAt
  taker.give(frame)
}

const dropOldest = (lane: Lane): void => {
  lane.queue.shift()
  dropInFlight(lane.tally, hasReadyPod(lane) ? 'slow-pod' : 'no-ready-pod')
}

const hasReadyPod = (lane: Lane): boolean => lane.takers.some((taker) => taker.ready && !taker.leaving)
