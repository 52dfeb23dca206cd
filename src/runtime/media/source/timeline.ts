const NS = 1_000_000_000n

/** A fraction of a second, as containers count time. */
export interface TimeBase {
  readonly num: number
  readonly den: number
}

/**
 * Turns a container's time stamps into nanoseconds since the first picture, strictly rising: one that is missing
 * or does not rise follows its predecessor by one picture's time.
 */
export const createTimeline = (base: TimeBase, fps: number): ((pts: bigint | undefined) => bigint) => {
  const step = fps > 0 ? BigInt(Math.round(1e9 / fps)) : NS / 25n
  let first: bigint | undefined
  let last = -step
  return (pts) => {
    if (pts !== undefined) first ??= pts - ((last + step) * BigInt(base.den)) / (BigInt(base.num) * NS)
    const time =
      pts === undefined || first === undefined
        ? last + step
        : ((pts - first) * BigInt(base.num) * NS) / BigInt(base.den)
    last = time > last ? time : last + step
    return last
  }
}
