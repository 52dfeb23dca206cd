import type { Detection } from '../../../pipeline/item.ts'
import { areaOf } from '../area.ts'
import { type Found, match } from './matching.ts'
import { clearParts, moveAlike, suspectParts } from './parts.ts'
import { areaOfTarget, foresee, observe, startTarget, type Target } from './target.ts'
import { coastWithin, isCovered, isProven, mayHide, runTogether } from './together.ts'

export interface TrackerOptions {
  /** The picture's width by its height. */
  readonly aspect: number
  /** Seconds for which a target is kept without being found. */
  readonly lost: number
  /** Seconds, and at least three frames, that it must be found in before it is confirmed and gets an id. */
  readonly confirm: number
}

export interface Tracker {
  /** All targets, those not confirmed (id 0) too. */
  readonly targets: readonly Target[]
  /** Moves the targets on to `now` (seconds). Call once a frame, before {@link Tracker.update}. */
  foresee(now: number): void
  /** Takes in what was found in the frame; returns the target of each detection, undefined where several share it. */
  update(detections: readonly Detection[], now: number): (Target | undefined)[]
}

const CONFIRM_HITS = 3
/** What is not confirmed yet may be missing for this share of a second. */
const TENTATIVE = 0.35

/** Follows boxes: a Kalman filter each, matched by least cost; where several run together they coast until they part. */
export const createTracker = (options: TrackerOptions): Tracker => {
  let targets: Target[] = []
  let last: number | undefined
  let step = 0
  let ids = 0

  const confirm = (target: Target, now: number): void => {
    if (target.id > 0 || target.partOf || target.hits < CONFIRM_HITS || now - target.born < options.confirm)
      return
    target.id = ++ids
  }
  const alive = (target: Target, now: number): boolean => {
    const { x, y } = areaOfTarget(target)
    const outside = x < 0 || y < 0 || x > options.aspect || y > 1
    return (
      now - Math.max(target.seen, target.covered) <=
      (outside ? 0 : target.id > 0 ? options.lost : Math.max(TENTATIVE, 1.5 * step))
    )
  }

  return {
    get targets() {
      return targets
    },
    foresee(now) {
      step = last === undefined ? 0 : Math.max(0, now - last)
      last = now
      for (const target of targets) foresee(target, step)
    },
    update(detections, now) {
      const found = detections.map((detection) => ({
        detection,
        area: areaOf(detection.box, options.aspect),
      }))
      const groups = found.map(({ area }) => runTogether(targets, area, now))
      const owners = pair(targets, found, groups, step)
      for (const [index, one] of found.entries()) {
        for (const target of groups[index]!) {
          coastWithin(target, one.area, now)
          target.shared = now
        }
        if (groups[index]!.length > 0) continue
        const owner = owners[index]
        if (owner) observe(owner, one.area, one.detection, now)
        else owners[index] = startTarget(one.area, one.detection, now)
      }
      hide(targets, found, owners, now)
      const born = owners.filter((owner): owner is Target => owner?.born === now && owner.hits === 1)
      targets = targets.filter((target) => alive(target, now))
      suspectParts(born, targets)
      targets = clearParts([...targets, ...born], now)
      for (const target of targets) confirm(target, now)
      return owners
    },
  }
}

/** Matches what is free on both sides; boxes that several share have no owner. */
const pair = (
  targets: readonly Target[],
  found: readonly Found[],
  groups: readonly (readonly Target[])[],
  step: number,
): (Target | undefined)[] => {
  const grouped = new Set(groups.flat())
  const free = targets.filter((target) => !grouped.has(target))
  const open = found.map((_, index) => index).filter((index) => groups[index]!.length === 0)
  const chosen = match(
    free,
    open.map((index) => found[index]!),
    step,
  )
  const owners = new Array<Target | undefined>(found.length).fill(undefined)
  for (const [at, column] of chosen.entries()) if (column >= 0) owners[open[column]!] = free[at]
  return owners
}

/** What had hardly come into being when a box of another covered it was a part of that. */
const swallow = (target: Target, found: readonly Found[], owners: readonly (Target | undefined)[]): void => {
  if (target.partOf || isProven(target)) return
  const owner = owners[found.findIndex(({ area }) => isCovered(target, area))]
  if (owner && owner.partOf !== target) target.partOf = owner.partOf ?? owner
}

/** What was not found but may be behind, before or a part of something that was: it goes on there. */
const hide = (
  targets: readonly Target[],
  found: readonly Found[],
  owners: readonly (Target | undefined)[],
  now: number,
): void => {
  for (const target of targets) {
    if (target.seen === now || target.covered === now) continue
    const cover = found.findIndex(({ area }) => mayHide(target, area, now))
    if (cover < 0) {
      swallow(target, found, owners)
      continue
    }
    coastWithin(target, found[cover]!.area, now)
    const owner = owners[cover]
    if (owner && moveAlike(target, owner)) target.partOf = owner.partOf ?? owner
  }
}
