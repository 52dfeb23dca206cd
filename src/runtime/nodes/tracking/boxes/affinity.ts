import { type Area, iou } from '../area.ts'
import { areaOfBox, type BoxTarget, distanceOf, type FoundBox } from './box-target.ts'
import { isSameKind, mayBeCalled } from './kind.ts'

/** How much a target and a found box are worth as a pair; 0: they are none. */
export type Affinity = (target: BoxTarget, found: FoundBox) => number

/** The least overlap of a pair. */
const LEAST = 0.05
/** Deviations within which a target is looked for; what overlaps by a good part is its own wherever it is. */
const GATE = 3
const CLEAR = 0.3
/** Most change of height between two looks, as a factor. */
const GROWN = 2
/** Least overlap with a box of low score, which is often half of something, or something else. */
const LOW_LEAST = 0.4
const FLIP_LEAST = 0.5
/** By so much of its size on each side the box of something is enlarged whose speed is not known. */
const YOUNG_MARGIN = 0.3
const YOUNG_LEAST = 0.1

/** Intersection over union of the heights alone. */
const heightIou = (a: Area, b: Area): number => {
  const both = Math.min(a.y + a.h / 2, b.y + b.h / 2) - Math.max(a.y - a.h / 2, b.y - b.h / 2)
  return both > 0 ? both / (a.h + b.h - both) : 0
}

const enlarge = ({ x, y, w, h }: Area, margin: number): Area => ({
  x,
  y,
  w: w * (1 + 2 * margin),
  h: h * (1 + 2 * margin),
})

const isLike = (a: Area, b: Area): boolean => a.h < GROWN * b.h && b.h < GROWN * a.h

/** Cheap: most pairs of a picture are nowhere near each other. */
const isNear = ({ x, y, w, h }: BoxTarget, { area }: FoundBox, margin: number): boolean => {
  const reach = 0.5 + margin
  return (
    Math.abs(area.x - x.position) < reach * (area.w + w.position) &&
    Math.abs(area.y - y.position) < reach * (area.h + h.position)
  )
}

/**
 * Overlap, weighted by that of the heights: on level ground who stands farther away is higher up and smaller, so heights
 * tell those apart who cross (height-modulated IoU: Yang et al., Hybrid-SORT, AAAI 2024).
 */
export const byPlace: Affinity = (target, found) => {
  if (!isSameKind(target, found) || !isNear(target, found, 0)) return 0
  const here = areaOfBox(target)
  const overlap = iou(here, found.area)
  if (overlap <= LEAST || !isLike(here, found.area)) return 0
  if (overlap < CLEAR && distanceOf(target, found.area) > GATE ** 2) return 0
  return overlap * heightIou(here, found.area)
}

export const byClosePlace: Affinity = (target, found) => {
  const overlap =
    isSameKind(target, found) && isNear(target, found, 0) ? iou(areaOfBox(target), found.area) : 0
  return overlap > LOW_LEAST ? overlap : 0
}

/** For what is called something else than it was: nothing but the place says that it is the same. */
export const byFlip: Affinity = (target, found) => {
  const overlap =
    mayBeCalled(target, found) && isNear(target, found, 0) ? iou(areaOfBox(target), found.area) : 0
  return overlap > FLIP_LEAST ? overlap : 0
}

/** For what was found once or twice (buffered IoU: Yang et al., C-BIoU, WACV 2023). */
export const byNeighbourhood: Affinity = (target, found) => {
  if (!isSameKind(target, found) || !isNear(target, found, YOUNG_MARGIN)) return 0
  const here = areaOfBox(target)
  const overlap = iou(enlarge(here, YOUNG_MARGIN), enlarge(found.area, YOUNG_MARGIN))
  return overlap > YOUNG_LEAST && isLike(here, found.area) ? overlap : 0
}
