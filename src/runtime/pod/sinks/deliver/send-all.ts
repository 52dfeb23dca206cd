import type { LoggedEvent } from '../../event-log/format.ts'
import { pause } from '../../../service/pause.ts'
import type { RetryBackOff } from '../../../process/retry-back-off.ts'
import { timeLimit } from '../../../service/time-limit.ts'
import type { Acknowledged, Fault, Sink } from '../sink.ts'
import type { BatchSize } from './batch-size.ts'

/** Of one attempt, whatever the target's client does. */
const ATTEMPT_MS = 30_000

export interface SendContext {
  readonly sink: Sink
  readonly size: BatchSize
  readonly backOff: RetryBackOff
  /** The pod ends: one try more and no waiting, unless it is the last who can send these events. */
  readonly ending: AbortSignal
  /** Nobody else will: while the target is away it is tried until the deadline. */
  readonly isLast: boolean
  /** The time to end is over. */
  readonly deadline: AbortSignal
  taken(batch: readonly LoggedEvent[]): void
  /** The target never takes that one event. */
  skipped(event: LoggedEvent, fault: Fault): void
  /** The target does not take it now; it is tried again. */
  blocked(fault: Fault): void
}

const attempt = async (batch: readonly LoggedEvent[], context: SendContext): Promise<Acknowledged> => {
  const limit = timeLimit(context.deadline, ATTEMPT_MS)
  try {
    return await context.sink.send(batch, limit.signal)
  } finally {
    limit.clear()
  }
}

/** Sends the events in their order, as often as it takes. False when the pod's end came before the last was taken. */
export const sendAll = async (events: readonly LoggedEvent[], context: SendContext): Promise<boolean> => {
  let rest = events
  while (rest.length > 0) {
    const batch = context.size.take(rest)
    const answer = await attempt(batch, context)
    if (answer.taken) {
      context.backOff.reset()
      context.taken(batch)
      rest = rest.slice(batch.length)
      continue
    }
    const { fault } = answer
    if (fault.kind === 'too-large') {
      if (batch.length > 1) {
        context.size.tooLarge(batch)
        continue
      }
      context.skipped(batch[0]!, fault)
      context.size.reset()
      rest = rest.slice(1)
      continue
    }
    context.blocked(fault)
    const { ending, deadline, isLast } = context
    // What refuses waits for somebody's hand, often for the very change that ends this pod.
    const mayPass = isLast && fault.kind === 'away'
    if (deadline.aborted || (ending.aborted && !mayPass)) return false
    await pause(context.backOff.next(), ending.aborted ? deadline : ending)
  }
  return true
}
