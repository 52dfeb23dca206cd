const FIRST_MS = 250
const MOST_MS = 5_000

/** Waits between tries: doubling, with half of it left to chance. */
export interface BackOff {
  next(): number
  reset(): void
}

export const createBackOff = (random: () => number): BackOff => {
  let tries = 0
  return {
    next: () => {
      tries += 1
      return Math.round(Math.min(MOST_MS, FIRST_MS * 2 ** (tries - 1)) * (0.5 + random() / 2))
    },
    reset: () => {
      tries = 0
    },
  }
}
