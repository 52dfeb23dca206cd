/** Each bucket is a tenth wider than the one before; the first ends at a microsecond, the last is beyond 30 s. */
const GROWTH = Math.log(1.1)
const BUCKETS = 184

/** Durations in milliseconds, in constant space; quantiles are right to a tenth. */
export interface Histogram {
  add(ms: number): void
  mean(): number
  /** The value that the share `q` (0-1) of the durations does not exceed; 0 when there are none. */
  quantile(q: number): number
}

export const createHistogram = (): Histogram => {
  const buckets = new Uint32Array(BUCKETS)
  let count = 0
  let sum = 0
  let most = 0
  return {
    add(ms) {
      const index = ms <= 0.001 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms * 1_000) / GROWTH))
      buckets[index]!++
      count++
      sum += ms
      if (ms > most) most = ms
    },
    mean: () => (count === 0 ? 0 : sum / count),
    quantile(q) {
      let left = Math.ceil(q * count)
      for (let index = 0; index < BUCKETS; index++) {
        left -= buckets[index]!
        if (left <= 0) return count === 0 ? 0 : Math.min(most, Math.exp(index * GROWTH) / 1_000)
      }
      return most
    },
  }
}
