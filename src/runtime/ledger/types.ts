/** Frames by where they are: captured = processed + inFlight + sum(dropped). */
export interface Counts {
  readonly captured: number
  readonly processed: number
  readonly inFlight: number
  readonly dropped: Readonly<Record<string, number>>
}

export interface HopCounts extends Counts {
  readonly hop: string
}

/** Of one stream: the whole way, and each hop of it. */
export interface LedgerReport extends Counts {
  readonly hops: readonly HopCounts[]
}

export const isCounts = (value: unknown): value is Counts => {
  if (typeof value !== 'object' || value === null) return false
  const { captured, processed, inFlight, dropped } = value as Record<string, unknown>
  if (![captured, processed, inFlight].every(isCount)) return false
  return typeof dropped === 'object' && dropped !== null && Object.values(dropped).every(isCount)
}

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
