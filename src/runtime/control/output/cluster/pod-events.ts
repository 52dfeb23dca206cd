import type { TailedEvent } from '../tailed-event.ts'
import type { EventPod } from './pods.ts'
import type { ReadEvent } from './read-events.ts'

/** How far one pod's events are read. */
export interface PodEvents extends EventPod {
  /** The offset that comes next. */
  readonly next: () => number
  /** Takes what was read; says how many are missing in front of it. */
  take(events: readonly ReadEvent[]): TailedEvent[]
}

/** @param since Where reading begins in the middle, what lies before was not asked for. */
export const createPodEvents = (
  { pod, stream }: EventPod,
  since: number | undefined,
  notice: (text: string) => void,
): PodEvents => {
  let next: number | undefined
  const takeOne = ({ offset, loggedAt, text }: ReadEvent): TailedEvent[] => {
    const expected = next ?? (since === undefined ? 0 : offset)
    if (offset < expected) return []
    if (offset > expected) notice(`${offset - expected} events of ${pod} are gone: its event log was full`)
    next = offset + 1
    return [{ stream, pod, offset, loggedAt, event: JSON.parse(text) as TailedEvent['event'] }]
  }
  return { pod, stream, next: () => next ?? 0, take: (events) => events.flatMap(takeOne) }
}
