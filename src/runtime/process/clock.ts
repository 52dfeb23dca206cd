export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls back after `ms`; returns how to prevent that. */
  after(ms: number, action: () => void): () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after: (ms, action) => {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
}
