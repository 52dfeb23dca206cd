/** Gives a file's own score in 0-1; undefined where it says nothing. */
export type ScoreScale = (score: number | undefined) => number | undefined

/** What a file's scores are: `auto` tells from them. */
export type ScoreKind = 'auto' | 'percent'

const STEEPNESS = 3
/** What files have where the detector gave no score. */
const NONE = -1

/**
 * Detectors give probabilities, percentages, margins (DPM: -0.5 to 5) or sums (ACF: 0 to 130). Scores within 0-1 stay, and -1
 * among them is none, by custom; where all are the same and outside of 0-1 there are none; whole numbers within 0-100 are
 * percentages; others go through a logistic function around the file's lower quartile, so steep that the upper quartile
 * becomes 0.95: a monotone map, so the order stays, and neither a single extreme score nor the unit changes what it gives.
 */
export const scoreScale = (scores: readonly (number | undefined)[], kind: ScoreKind = 'auto'): ScoreScale => {
  const given = scores.filter((score) => score !== undefined)
  if (kind === 'percent') return shareOf(100)
  if (given.every((score) => score === NONE || isWithin(score, 1))) return shareOf(1)
  const sorted = Float64Array.from(given).sort()
  const [least, most] = [sorted.at(0), sorted.at(-1)]
  if (least === undefined || most === undefined) return () => undefined
  if (least === most) return () => undefined
  if (given.every((score) => score === NONE || (isWithin(score, 100) && Number.isInteger(score))))
    return shareOf(100)
  const low = quantile(sorted, 0.25)
  const spread = quantile(sorted, 0.75) - low || most - least
  return (score) =>
    score === undefined ? undefined : 1 / (1 + Math.exp((-STEEPNESS * (score - low)) / spread))
}

/** Whether fractions beyond 1, and none beyond 100: a detector's sums as likely as percentages. */
export const mayBePercent = (scores: readonly (number | undefined)[]): boolean => {
  const given = scores.filter((score) => score !== undefined && score !== NONE)
  return (
    given.every((score) => isWithin(score!, 100)) && given.some((score) => score! > 1 && score! % 1 !== 0)
  )
}

const isWithin = (score: number, most: number): boolean => score >= 0 && score <= most

const shareOf =
  (most: number): ScoreScale =>
  (score) =>
    score === undefined || score === NONE ? undefined : Math.max(0, Math.min(1, score / most))

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? 0
