import type { LoggedEvent } from '../../event-log/format.ts'
import { pause } from '../../../service/pause.ts'
import { timeLimit } from '../../../service/time-limit.ts'
import type { Acknowledged, Fault, Sink } from '../sink.ts'
import type { BackOff } from './back-off.ts'
import type { BatchSize } from './batch-size.ts'

/** Of one attempt, whatever the target's client does. */
const ATTEMPT_MS = 30_000

export interface Way {
  readonly sink: Sink
  readonly size: BatchSize
  readonly backOff: BackOff
  /** The pod ends: one try more, and no waiting. */
  readonly ending: AbortSignal
  /** The time to end is over. */
  readonly deadline: AbortSignal
  taken(batch: readonly LoggedEvent[]): void
  /** The target never takes that one event. */
  skipped(event: LoggedEvent, fault: Fault): void
  /** The target does not take it now; it is tried again. */
  blocked(fault: Fault): void
}

const attempt = async (batch: readonly LoggedEvent[], way: Way): Promise<Acknowledged> => {
  const limit = timeLimit(way.deadline, ATTEMPT_MS)
  try {
    return await way.sink.send(batch, limit.signal)
  } finally {
    limit.clear()
  }
}

/** Sends the events in their order, as often as it takes. False when the pod's end came before the last was taken. */
export const sendAll = async (events: readonly LoggedEvent[], way: Way): Promise<boolean> => {
  let rest = events
  while (rest.length > 0) {
    const batch = way.size.take(rest)
    const answer = await attempt(batch, way)
    if (answer.taken) {
      way.backOff.reset()
      way.taken(batch)
      rest = rest.slice(batch.length)
      continue
    }
    const { fault } = answer
    if (fault.kind === 'too-large') {
      if (batch.length > 1) {
        way.size.tooLarge(batch)
        continue
      }
      way.skipped(batch[0]!, fault)
      way.size.reset()
      rest = rest.slice(1)
      continue
    }
    way.blocked(fault)
    if (way.ending.aborted) return false
    await pause(way.backOff.next(), way.ending)
  }
  return true
}
