/** The last number of one sender's count, and Unix milliseconds of when it came. */
export interface SenderRun {
  last: number
  at: number
}

/** Senders of one stream that are told apart; more share the least recently heard one's place. */
const MAX_RUNS = 16
/** A gap that would have taken more frames a second than this is a sender that counts from elsewhere, not a loss. */
const MAX_FPS = 1_000

/**
 * Frames missing before `seq`, given the counts heard so far, which it updates (the latest first). Several senders may
 * share a key, and each may start again: a number continues the run that it fits, else the nearest lower one.
 */
export const missingBefore = (runs: SenderRun[], seq: number, now: number): number => {
  const latest = runs[0]
  if (latest !== undefined && latest.last + 1 === seq) {
    latest.last = seq
    latest.at = now
    return 0
  }
  const index = closest(runs, seq)
  const run = runs[index]
  const missing = run === undefined ? 0 : seq - run.last - 1
  if (run === undefined || missing > MAX_FPS + ((now - run.at) * MAX_FPS) / 1000) {
    runs.unshift({ last: seq, at: now })
    runs.length = Math.min(runs.length, MAX_RUNS)
    return 0
  }
  runs.splice(index, 1)
  runs.unshift({ last: seq, at: now })
  return missing
}

const closest = (runs: readonly SenderRun[], seq: number): number => {
  let best = -1
  for (let index = 0; index < runs.length; index += 1) {
    const last = runs[index]!.last
    if (last < seq && (best < 0 || last > runs[best]!.last)) best = index
  }
  return best
}

/** Runs out of a checkpoint's JSON. */
export const parseRuns = (value: unknown): SenderRun[] =>
  Array.isArray(value) ? value.filter(isRun).slice(0, MAX_RUNS) : []

const isRun = (value: unknown): value is SenderRun =>
  typeof value === 'object' &&
  value !== null &&
  'last' in value &&
  Number.isSafeInteger(value.last) &&
  'at' in value &&
  typeof value.at === 'number'
