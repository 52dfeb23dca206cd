/** Gives a file's own score in 0-1; undefined where it says nothing. */
export type ScoreScale = (score: number | undefined) => number | undefined

const STEEPNESS = 3
/** What files have where the detector gave no score. */
const NONE = -1

/**
 * Detectors give probabilities, margins (DPM: -0.5 to 5) or sums (ACF: 0 to 130). Scores within 0-1 stay, and -1 among
 * them is none, by custom; where all are the same and outside of 0-1 there are none; others go through a logistic function
 * around the file's lower quartile, so steep that the upper quartile becomes 0.95: a monotone map, so the order stays, and
 * neither a single extreme score nor the unit changes what it gives.
 */
export const scoreScale = (scores: readonly (number | undefined)[]): ScoreScale => {
  const given = scores.filter((score) => score !== undefined)
  if (given.every((score) => score === NONE || (score >= 0 && score <= 1)))
    return (score) => (score === NONE ? undefined : score)
  const sorted = Float64Array.from(given).sort()
  const [least, most] = [sorted.at(0), sorted.at(-1)]
  if (least === undefined || most === undefined) return () => undefined
  if (least === most) return () => undefined
  const low = quantile(sorted, 0.25)
  const spread = quantile(sorted, 0.75) - low || most - least
  return (score) =>
    score === undefined ? undefined : 1 / (1 + Math.exp((-STEEPNESS * (score - low)) / spread))
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? 0
