import type { Detection } from '../../../pipeline/item.ts'
import { type Area, sizeOf } from '../area.ts'
import { type Axis, correct, predict, startAxis } from '../kalman.ts'

/** What is followed. Lengths are in picture heights, times in seconds of the source. */
export interface Target {
  readonly x: Axis
  readonly y: Axis
  w: number
  h: number
  readonly class: string
  score: number | undefined
  readonly start: Area
  readonly born: number
  /** When it was last found in a frame. */
  seen: number
  /** When it was found before that. */
  before: number
  /** When a box that is not its own last covered it, */
  covered: number
  /** and when it last had a part in a box that it shared. */
  shared: number
  hits: number
  /** 0 until it is confirmed. */
  id: number
  /** What it may be only a part of, for as long as it stays beside it. */
  partOf: Target | undefined
  /** The farthest it has been from its start, in its own sizes. */
  moved: number
  /** Where and when it last moved on by a good part of its size. */
  rest: { x: number; y: number; since: number }
}

/** Measurement noise of a box's centre, as a share of the box's size. */
const NOISE = 0.08
/** How hard it may start, stop and turn: deviation of the velocity's change in a second, in sizes. */
const PUSH = 2
/** A new one may come with any speed up to about this, in picture heights a second. */
const SPEED = 0.5
/** Seconds in which the box's size follows. */
const RESIZE = 0.3
/** It has moved on when it is this share of its size from where it rested. */
const STIR = 0.25

export const startTarget = (area: Area, found: Detection, now: number): Target => ({
  x: startAxis(area.x, NOISE * sizeOf(area), SPEED),
  y: startAxis(area.y, NOISE * sizeOf(area), SPEED),
  w: area.w,
  h: area.h,
  class: found.class,
  score: found.score,
  start: area,
  born: now,
  seen: now,
  before: now,
  covered: now,
  shared: now,
  hits: 1,
  id: 0,
  partOf: undefined,
  moved: 0,
  rest: { x: area.x, y: area.y, since: now },
})

export const areaOfTarget = (target: Target): Area => ({
  x: target.x.position,
  y: target.y.position,
  w: target.w,
  h: target.h,
})

export const foresee = (target: Target, seconds: number): void => {
  const push = PUSH * sizeOf(target as { w: number; h: number } as Area)
  predict(target.x, seconds, push)
  predict(target.y, seconds, push)
}

export const observe = (target: Target, area: Area, found: Detection, now: number): void => {
  const noise = NOISE * sizeOf(area)
  correct(target.x, area.x, noise)
  correct(target.y, area.y, noise)
  const share = 1 - Math.exp(-(now - target.seen) / RESIZE)
  target.w += share * (area.w - target.w)
  target.h += share * (area.h - target.h)
  target.score = found.score
  target.hits++
  target.before = target.seen
  target.seen = now
  noteMovement(target, now)
}

/** Brings what {@link Target.moved} and {@link Target.rest} say up to date. */
export const noteMovement = (target: Target, now: number): void => {
  const size = sizeOf(areaOfTarget(target))
  const { position: x } = target.x
  const { position: y } = target.y
  target.moved = Math.max(target.moved, Math.hypot(x - target.start.x, y - target.start.y) / size)
  if (Math.hypot(x - target.rest.x, y - target.rest.y) > STIR * size) target.rest = { x, y, since: now }
}
