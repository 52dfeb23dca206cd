import type { Doubt } from '../families/family.ts'
import type { Found } from './trial.ts'

/** What a model says of a picture, read in one way. */
export interface Trial extends Found {
  readonly label: string
}

/** Which reading is clearly right, by its place, and by which rule. */
export interface Verdict {
  readonly index: number
  readonly why: string
}

/** So many times as sure as every other reading is clear. */
const CLEARLY = 2
/** A share of plausible boxes at least, and at most, that tells boxes from noise. */
const MOSTLY = 0.9
const HARDLY = 0.5

/** How sure the model is of all that it finds. */
export const confidenceOf = ({ detections }: Pick<Trial, 'detections'>): number =>
  detections.reduce((sum, { score = 0 }) => sum + score, 0)

/** What scores less may be noise: no network of weak or random scores says how it was trained. */
const SURELY = 0.5

/**
 * A model that sees pictures as it was trained on them is surer of what it finds than one that sees other colours or
 * another range. Only what it is sure of counts.
 */
const byConfidence = (trials: readonly Trial[]): Verdict | undefined => {
  const sure = trials.map(({ detections }) => detections.filter(({ score = 0 }) => score >= SURELY))
  const sums = sure.map((detections) => confidenceOf({ detections }))
  const best = Math.max(...sums)
  const index = sums.indexOf(best)
  const next = Math.max(0, ...sums.filter((_, n) => n !== index))
  if (best === 0 || best < CLEARLY * next) return undefined
  return {
    index,
    why: `with ${trials[index]!.label} it is surest: ${sure[index]!.length} found with ${SURELY} or more, scores of ${best.toFixed(2)} together, against ${next.toFixed(2)}`,
  }
}

/** Probabilities lie between 0 and 1; logits of what is not there are below 0. */
const byRange = (trials: readonly Trial[], isNone: (index: number) => boolean): Verdict | undefined => {
  const [first] = trials
  if (first === undefined || first.raw.min > first.raw.max) return undefined
  const { min, max } = first.raw
  const range = `its scores go from ${min.toFixed(2)} to ${max.toFixed(2)}`
  const logits = min < 0 || max > 1
  const fitting = trials.map((_, index) => index).filter((index) => isNone(index) !== logits)
  const [index] = fitting
  if (index === undefined || fitting.length > 1) return undefined
  return { index, why: logits ? `${range}, which no probabilities do` : `${range}, as probabilities do` }
}

const byPlausibility = (trials: readonly Trial[]): Verdict | undefined => {
  const index = trials.findIndex(({ plausible }) => plausible >= MOSTLY)
  const others = trials.filter((_, n) => n !== index)
  if (index < 0 || others.some(({ plausible }) => plausible > HARDLY)) return undefined
  return { index, why: `only as ${trials[index]!.label} its boxes lie within the picture` }
}

/**
 * The family that is clearly right of those that were tried on one picture: only as that are there boxes within it, and
 * of one at least it is sure.
 */
export const judgeFamilies = (trials: readonly Trial[]): Verdict | undefined => {
  const seen = trials.map((trial) => (trial.detections.length > 0 ? trial : { ...trial, plausible: 0 }))
  const verdict = byPlausibility(seen)
  const sure = verdict && seen[verdict.index]?.detections.some(({ score = 0 }) => score >= SURELY)
  return sure === true ? verdict : undefined
}

/**
 * The reading that is clearly right of those that were tried on one picture, in the order of the doubt's choices;
 * undefined where none is.
 */
export const judge = ({ what, choices }: Doubt, trials: readonly Trial[]): Verdict | undefined => {
  if (what === 'activation') return byRange(trials, (index) => choices[index]?.change.activation === 'none')
  if (what !== 'variant') return byConfidence(trials)
  // Which class an id stands for no picture can tell.
  return choices.some(({ change }) => change.offset !== undefined) ? undefined : byPlausibility(trials)
}
