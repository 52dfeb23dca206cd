/** Above this mean, a second frame would only grow old beside the one in work. */
const FAST_MS = 25
const WEIGHT = 0.1

/** How long frames stay in the pipeline, and from that how many it should hold. */
export interface HoldTime {
  begin(frame: object | number): void
  end(frame: object | number): void
  /** 1, or 2 where the pipeline is so fast that waiting for the next frame would cost more than its age. */
  limit(): number
}

export const createHoldTime = (now: () => number): HoldTime => {
  const begun = new Map<object | number, number>()
  let mean = Number.POSITIVE_INFINITY
  return {
    begin: (frame) => void begun.set(frame, now()),
    end: (frame) => {
      const at = begun.get(frame)
      if (at === undefined) return
      begun.delete(frame)
      const took = now() - at
      mean = mean === Number.POSITIVE_INFINITY ? took : mean + (took - mean) * WEIGHT
    },
    limit: () => (mean < FAST_MS ? 2 : 1),
  }
}
