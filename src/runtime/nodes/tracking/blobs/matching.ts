import type { Detection } from '../../../pipeline/item.ts'
import { type Area, iou } from '../area.ts'
import { assign } from '../assignment.ts'
import { areaOfTarget, type Target } from './target.ts'

export interface Found {
  readonly area: Area
  readonly detection: Detection
}

/** A young target's speed is unknown: it may be this much farther away, in picture heights a second. */
const YOUNG_REACH = 1.2
/** Frames after which a target's speed is known. */
const YOUNG = 3
/** Deviations of the prediction within which a target is looked for. */
const DEVIATIONS = 2
/** A third of a second without a look is the longest for which an unknown speed is made up for. */
const LONGEST_STEP = 0.34

/** Logarithm of how much smaller a known target can be at once: what is left of a place is not who stood there. */
const MOST_LOSS = Math.log(6)
/** Cost of a change of size, by its logarithm. */
const UNLIKE = 0.2

/** What may be only a part of another comes after the other. */
const PART = 0.5

/** Pairs targets, moved on to now, with what was found. Returns the number in `found` for each target, or -1. */
export const match = (targets: readonly Target[], found: readonly Found[], step: number): number[] =>
  assign(targets.map((target) => found.map((one) => cost(target, one, step))))

/** 0 (the same box) to 2; infinite out of reach. Distance finds what overlap has lost, overlap tells the near apart. */
const cost = (target: Target, { area, detection }: Found, step: number): number => {
  if (target.class !== detection.class) return Number.POSITIVE_INFINITY
  const here = areaOfTarget(target)
  const slack = target.hits < YOUNG ? YOUNG_REACH * Math.min(step, LONGEST_STEP) : 0
  const far = Math.hypot(
    (area.x - here.x) / reach(Math.max(here.w, area.w), target.x.pp, slack),
    (area.y - here.y) / reach(Math.max(here.h, area.h), target.y.pp, slack),
  )
  const same = iou(here, area)
  if (far > 1 && same < 0.1) return Number.POSITIVE_INFINITY
  const growth = Math.log((area.w * area.h) / (here.w * here.h))
  if (target.id > 0 && growth < -MOST_LOSS) return Number.POSITIVE_INFINITY
  return Math.min(far, 1) + 1 - same + UNLIKE * Math.abs(growth) + (target.partOf ? PART : 0)
}

const reach = (length: number, variance: number, slack: number): number =>
  0.5 * length + DEVIATIONS * Math.sqrt(variance) + slack
