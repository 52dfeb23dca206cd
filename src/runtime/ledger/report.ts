import { addDrop } from './tally.ts'
import type { Counts, HopCounts, LedgerReport } from './types.ts'

/**
 * The ledger of one stream. A pushed stream is counted whole by gaze-server (`ingest`): pods acknowledge there,
 * with the reason where they drop. A stream that its pods read themselves is the sum of them.
 */
export const ledgerReport = (ingest: Counts | undefined, pods: readonly HopCounts[]): LedgerReport => {
  const whole = ingest ?? sumCounts(pods)
  const { captured, processed, inFlight, dropped } = whole
  const first: HopCounts[] =
    ingest === undefined ? [] : [{ hop: 'ingest', captured, processed, inFlight, dropped }]
  return { captured, processed, inFlight, dropped, hops: [...first, ...pods] }
}

export const sumCounts = (all: readonly Counts[]): Counts => {
  const dropped: Record<string, number> = {}
  for (const counts of all) {
    for (const [reason, count] of Object.entries(counts.dropped)) addDrop(dropped, reason, count)
  }
  const sum = (pick: (counts: Counts) => number): number =>
    all.reduce((total, counts) => total + pick(counts), 0)
  return {
    captured: sum((counts) => counts.captured),
    processed: sum((counts) => counts.processed),
    inFlight: sum((counts) => counts.inFlight),
    dropped,
  }
}
