/** Times between tries. */
export interface RetryBackOff {
  /** Milliseconds until the next try. */
  next(): number
  /** After a success: the next wait is the first again. */
  reset(): void
}

export interface RetryBackOffOptions {
  readonly firstMs: number
  readonly mostMs: number
  readonly random?: (() => number) | undefined
}

/** Half of the time is left to chance, so that those who failed together do not come again together. */
export const jittered = (ms: number, random: () => number = Math.random): number => ms * (0.5 + random() / 2)

/**
 * Doubles from `firstMs` up to `mostMs`, each between half and all of its step: exponential back-off with equal jitter
 * (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export const createRetryBackOff = ({ firstMs, mostMs, random }: RetryBackOffOptions): RetryBackOff => {
  let stepMs = firstMs
  return {
    next: () => {
      const waitMs = jittered(stepMs, random)
      stepMs = Math.min(mostMs, 2 * stepMs)
      return waitMs
    },
    reset: () => {
      stepMs = firstMs
    },
  }
}
