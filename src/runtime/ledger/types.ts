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
