import { resumeTally } from '../../ledger/tally.ts'
import { sumCounts } from '../../ledger/report.ts'
import type { Counts } from '../../ledger/types.ts'
import { ledgerKey, type ServerLedger } from '../../records/mongodb/server-ledgers.ts'
import type { Stream } from '../../records/types.ts'

/**
 * What gaze-servers have counted of a stream, by their ledgers. Those named in `living` are left out, as they say
 * themselves what they count now.
 */
export const countsInLedgers =
  (ledgers: readonly ServerLedger[], living: readonly string[] = []) =>
  ({ name, createdAt }: Stream): Counts => {
    const key = ledgerKey(name, createdAt)
    const found = ledgers.filter(({ server }) => !living.includes(server))
    // Where some answer, the others are no more: what they had in flight is lost.
    return sumCounts(
      found.flatMap(({ streams }) => {
        const counts = streams[key]
        if (counts === undefined) return []
        return [living.length === 0 ? counts : resumeTally(counts)]
      }),
    )
  }
