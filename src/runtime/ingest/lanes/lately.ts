import { snapshotTally, type Tally } from '../../ledger/tally.ts'
import type { Counts } from '../../ledger/types.ts'

/** What has become of a stream's frames over the last seconds. */
export interface Lately {
  /** How far it reaches back. */
  readonly ms: number
  readonly captured: number
  readonly dropped: Readonly<Record<string, number>>
}

/** The counts as they were at each of the last seconds. */
export interface RecentCounts {
  /** Called each second. */
  mark(at: number): void
  since(now: number): Lately
}

const SECONDS = 10

export const createRecentCounts = (tally: Tally, startedAt: number): RecentCounts => {
  const marks: { readonly at: number; readonly counts: Counts }[] = []
  const mark = (at: number): void => {
    marks.push({ at, counts: snapshotTally(tally) })
    if (marks.length > SECONDS + 1) marks.shift()
  }
  mark(startedAt)
  return {
    mark,
    since: (now) => {
      const { at, counts } = marks[0]!
      const dropped = Object.entries(tally.dropped)
        .map(([reason, count]) => [reason, count - (counts.dropped[reason] ?? 0)] as const)
        .filter(([, count]) => count > 0)
      return {
        ms: now - at,
        captured: tally.captured - counts.captured,
        dropped: Object.fromEntries(dropped),
      }
    },
  }
}
