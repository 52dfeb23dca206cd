import { snapshotTally } from '../ledger/tally.ts'
import { isActive, type Lane, rateOf } from './lanes/lane.ts'
import type { IngestStream } from './state.ts'

/** RFC 3339, or empty for never. */
const timeText = (ms: number): string => (ms === 0 ? '' : new Date(ms).toISOString())

/** One stream as `/state` shows it. */
export const streamState = (lane: Lane, now: number): IngestStream => ({
  stream: lane.stream,
  ...snapshotTally(lane.tally),
  fps: Math.round(rateOf(lane) * 10) / 10,
  slot: { queued: lane.queue.length, size: lane.size },
  lastFrameAt: timeText(lane.lastFrameAt),
  lastFrameAgeMs: lane.lastFrameAt === 0 ? null : now - lane.lastFrameAt,
  lastTakenAt: timeText(lane.lastTakenAt),
  lately: lane.recent.since(now),
  pods: lane.takers.map((taker) => ({
    pod: taker.pod,
    wire: taker.wire,
    active: isActive(lane, taker),
    ready: taker.ready,
    credit: taker.credit,
    inFlight: taker.inFlight,
    taken: taker.taken,
    done: taker.done,
    lastSeenAt: timeText(taker.lastSeenAt),
  })),
})
