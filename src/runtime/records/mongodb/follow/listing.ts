import type { Recorded } from '../../types.ts'
import type { Watched } from './look.ts'

/** Lists names and revisions beside other work, one list at a time. */
export interface Listing {
  /** Another one, as of now. */
  request(): void
  readonly underWay: boolean
  /** The list that has come since, once. @throws what listing has failed with */
  take(): ReadonlyMap<string, number> | undefined
  /** Milliseconds that the last list took. */
  readonly tookMs: number
}

/** @param came A list has come, or has failed. */
export const createListing = <T extends Recorded>(
  from: Watched<T>,
  came: () => void,
  signal: AbortSignal,
): Listing => {
  let requested = false
  let underWay = false
  let outcome: { readonly list: ReadonlyMap<string, number> } | { readonly error: unknown } | undefined
  let tookMs = 0

  const run = async (): Promise<void> => {
    const startedAt = performance.now()
    requested = false
    underWay = true
    try {
      outcome = { list: await from.revisions(signal) }
    } catch (error) {
      outcome = { error }
    }
    tookMs = performance.now() - startedAt
    underWay = false
    came()
    // What was there when it began may not be all that the request was about.
    if (requested && !signal.aborted) void run()
  }
  return {
    request: () => {
      requested = true
      if (!underWay) void run()
    },
    get underWay() {
      return underWay
    },
    take: () => {
      const taken = outcome
      outcome = undefined
      if (taken !== undefined && 'error' in taken) throw taken.error
      return taken?.list
    },
    get tookMs() {
      return tookMs
    },
  }
}
