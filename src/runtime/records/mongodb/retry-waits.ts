const FIRST_MS = 250
const MOST_MS = 10_000

/** Times between tries, in milliseconds: doubling, each between half and all of its step. */
export interface RetryWaits {
  next(): number
  reset(): void
}

export const retryWaits = (random: () => number = Math.random): RetryWaits => {
  let step = FIRST_MS
  return {
    next: () => {
      const wait = step * (0.5 + random() / 2)
      step = Math.min(MOST_MS, 2 * step)
      return wait
    },
    reset: () => {
      step = FIRST_MS
    },
  }
}
