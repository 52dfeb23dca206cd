import { iou } from '../area.ts'
import { areaOfBox, type BoxTarget, type FoundBox, startBoxTarget } from './box-target.ts'
import { isSameKind, mayBeCalled } from './kind.ts'

/** So many times the score that is believed is as sure as a detector gets; below so much of it nothing begins. */
const SURE = 1.5
const FAINTEST = 0.8
/** Evidence that gives a number: two sure boxes, or the more the fainter they are; */
const ENOUGH = 2
/** and in the first picture, in which everything is new. */
const ENOUGH_AT_FIRST = 0.6
/** What overlaps something that was found by more is a second box of that, */
const DOUBLE = 0.3
/** or, where it is called something else, by more than this. */
const DOUBLE_NAMED = 0.7

/** How much a box of that score speaks for a new thing, 0-1: false alarms come back too, but with low scores and not for long. */
export const evidenceOf = (score: number, high: number): number =>
  Math.min(1, score / Math.min(1, SURE * high)) ** 2

/** Whether a new thing may begin with that score, where `high` is believed. */
export const mayBegin = (score: number, high: number): boolean => score >= FAINTEST * high

/** Whether what was found now is surely something. `confirm`: seconds for which it must have been there. */
export const isConfirmed = (
  target: Pick<BoxTarget, 'evidence' | 'born'>,
  now: number,
  first: boolean,
  confirm: number,
): boolean =>
  first ? target.evidence >= ENOUGH_AT_FIRST : target.evidence >= ENOUGH && now - target.born >= confirm

/** New targets of the boxes that belong to none, the surest first. */
export const begin = (
  found: readonly FoundBox[],
  targets: readonly BoxTarget[],
  high: number,
  now: number,
): BoxTarget[] => {
  const there = targets.filter(({ seen }) => seen === now)
  const born: BoxTarget[] = []
  for (const one of [...found].sort((a, b) => b.score - a.score)) {
    if (!mayBegin(one.score, high)) break
    if (![...there, ...born].some((target) => isDouble(target, one))) born.push(startBoxTarget(one, now))
  }
  return born
}

const isDouble = (target: BoxTarget, one: FoundBox): boolean =>
  (isSameKind(target, one) && iou(areaOfBox(target), one.area) > DOUBLE) ||
  (mayBeCalled(target, one) && iou(areaOfBox(target), one.area) > DOUBLE_NAMED)
