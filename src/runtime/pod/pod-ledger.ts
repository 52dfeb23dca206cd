import { type Checkpoint, readCheckpoint, startCheckpoint } from '../ledger/checkpoint.ts'
import { sumCounts } from '../ledger/report.ts'
import { resumeTally } from '../ledger/tally.ts'
import { type Counts, isCounts } from '../ledger/types.ts'
import type { Logger } from '../service/log.ts'

export interface PodLedger {
  /** Over restarts, with the run that is under way. */
  counts(): Counts
  /** A run is over: what it counted is kept. */
  settle(counts: Counts): void
  close(): Promise<void>
}

const NONE: Counts = { captured: 0, processed: 0, inFlight: 0, dropped: {} }

/** Goes on from the file; what was in flight when an earlier process died is `lost-in-crash`. */
export const openPodLedger = async (
  file: string,
  running: () => Counts | undefined,
  log: Logger,
): Promise<PodLedger> => {
  const earlier = await readCheckpoint(file, log)
  let before: Counts = resumeTally(isCounts(earlier) ? earlier : undefined)
  const counts = (): Counts => sumCounts([before, running() ?? NONE])
  const checkpoint: Checkpoint = startCheckpoint(file, counts, log)
  return {
    counts,
    settle: (run) => {
      before = sumCounts([before, run])
    },
    close: checkpoint.stop,
  }
}
