import type { LoggedEvent } from '../../event-log/format.ts'

/** Below what brokers take by default (1 MB), with room for what the protocol adds. */
const MOST_BYTES = 512 * 1024

/** Clients take more time for each of many messages than for each of some. */
const MOST_EVENTS = 500

/** How much is sent at once: less after a target found a batch too large. */
export interface BatchSize {
  /** The first of the events, at least one. */
  take(events: readonly LoggedEvent[]): readonly LoggedEvent[]
  /** That was too much: half of it from now on. */
  tooLarge(batch: readonly LoggedEvent[]): void
  /** One event alone was to blame. */
  reset(): void
}

export const bytesOf = (events: readonly LoggedEvent[]): number =>
  events.reduce((sum, { text }) => sum + text.length, 0)

export const createBatchSize = (mostBytes = MOST_BYTES): BatchSize => {
  let most = mostBytes
  const take = (events: readonly LoggedEvent[]): readonly LoggedEvent[] => {
    let bytes = 0
    const end = events.findIndex(({ text }, at) => {
      bytes += text.length
      return at > 0 && (bytes > most || at >= MOST_EVENTS)
    })
    return end < 0 ? events : events.slice(0, end)
  }
  return {
    take,
    tooLarge: (batch) => {
      most = Math.ceil(bytesOf(batch) / 2)
    },
    reset: () => {
      most = mostBytes
    },
  }
}
