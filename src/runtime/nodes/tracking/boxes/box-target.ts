import type { Box, Detection } from '../../../pipeline/item.ts'
import type { Area } from '../area.ts'
import { type Axis, correct, predict, startAxis } from '../kalman.ts'
import { type Named, vote } from './kind.ts'

/** A detection and its place; `score` is 1 where the detector gives none. */
export interface FoundBox {
  readonly area: Area
  readonly detection: Detection
  readonly score: number
}

/** What is followed by its box. Lengths are in picture heights, times in seconds of the source. */
export interface BoxTarget extends Named {
  x: Axis
  y: Axis
  /** Width and height wander: their velocity is 0. */
  w: Axis
  h: Axis
  readonly start: Box
  detection: Detection
  readonly born: number
  /** When it was last found, */
  seen: number
  /** and for how many frames it has not been. */
  missed: number
  hits: number
  /** How much speaks for it until it is confirmed: `evidenceOf` of each box that was found of it. */
  evidence: number
  /** 0 until it is confirmed. */
  id: number
}

/** A detector's own error, as a share of the box: of its centre and height, and of its width, which limbs change. */
const NOISE = 0.07
const WIDTH_NOISE = 0.14
/** Deviation, in lengths of the box, of what its place changes from frame to frame beside its motion: it is drawn anew. */
const JITTER = 0.02
/** How hard it may start, stop and turn: deviation of the velocity's change in a second, in lengths. */
const PUSH = 0.3
/** A new one may come with any speed up to about this, in lengths a second: people walk 0.8 of their height. */
const SPEED = 1
/** Deviation of the change of width and height in a second, as a share of them. */
const GROWTH = 0.1
/** No frame counts for less where motion is uncertain: a rate that is said too high would make every walk a leap. */
const SHORTEST_STEP = 0.08

/** One length for how large something is: people's height, cars' length from the side. */
const lengthOf = (w: number, h: number): number => Math.max(w, h)

export const startBoxTarget = ({ area, detection, score }: FoundBox, now: number): BoxTarget => {
  const length = lengthOf(area.w, area.h)
  return {
    x: startAxis(area.x, NOISE * length, SPEED * length),
    y: startAxis(area.y, NOISE * length, (SPEED / 2) * length),
    w: startAxis(area.w, WIDTH_NOISE * area.w, 0),
    h: startAxis(area.h, NOISE * area.h, 0),
    start: detection.box,
    detection,
    votes: new Map([[detection.class, score]]),
    kind: detection.class,
    born: now,
    seen: now,
    missed: 0,
    hits: 1,
    evidence: 0,
    id: 0,
  }
}

export const areaOfBox = ({ x, y, w, h }: BoxTarget): Area => ({
  x: x.position,
  y: y.position,
  w: w.position,
  h: h.position,
})

/** Moves it on by `seconds`. */
export const foreseeBox = ({ x, y, w, h }: BoxTarget, seconds: number): void => {
  const length = lengthOf(w.position, h.position)
  const slow = seconds > 0 ? Math.max(1, SHORTEST_STEP / seconds) ** 1.5 : 1
  for (const axis of [x, y]) {
    predict(axis, seconds, PUSH * length * slow)
    axis.pp += (JITTER * length) ** 2
  }
  for (const axis of [w, h]) axis.pp += (GROWTH * axis.position) ** 2 * seconds
}

export const observeBox = (target: BoxTarget, found: FoundBox, now: number): void => {
  const { area, detection } = found
  const { w, h } = target
  const length = lengthOf(w.position, h.position)
  correct(target.x, area.x, NOISE * length)
  correct(target.y, area.y, NOISE * length)
  correct(w, area.w, WIDTH_NOISE * w.position)
  correct(h, area.h, NOISE * h.position)
  target.detection = detection
  vote(target, found)
  target.seen = now
  target.missed = 0
  target.hits++
}

/** Squared Mahalanobis distance of a box's centre from where the target is expected. */
export const distanceOf = ({ x, y, w, h }: BoxTarget, area: Area): number => {
  const noise = (NOISE * lengthOf(w.position, h.position)) ** 2
  return (area.x - x.position) ** 2 / (x.pp + noise) + (area.y - y.position) ** 2 / (y.pp + noise)
}
