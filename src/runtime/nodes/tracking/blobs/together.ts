import { type Area, overlap, shareIn, sizeOf } from '../area.ts'
import { moveAlike } from './parts.ts'
import { areaOfTarget, noteMovement, type Target } from './target.ts'

/** Share of a target that must lie in a box for the box to cover it. */
const COVERED = 0.5
/** A box that covers several is one of them alone if it is no larger than this many times it. */
const ALONE = 1.35
/** The covered ones must make up this share of the box, or something else is in it. */
const EXPLAINED = 0.5
/** Seconds after which what was not seen by itself is no longer believed in. */
const BELIEVED = 20
/** What runs together with others must have come so many of its own sizes, and so many seconds, by itself. */
const MOVED = 1
const SECONDS = 0.7

/** Whether it has come far and long enough by itself to be a thing of its own. */
export const isProven = (target: Target): boolean =>
  target.id > 0 && target.moved >= MOVED && target.seen - target.born >= SECONDS

export const isCovered = (target: Target, area: Area): boolean =>
  shareIn(areaOfTarget(target), area) >= COVERED

/** Whether a target may still be there, unseen, where a box covers it. */
export const mayHide = (target: Target, area: Area, now: number): boolean =>
  isProven(target) && now - target.seen < BELIEVED && isCovered(target, area)

/**
 * The known targets that one found box covers, when it is more than one of them: they have run together.
 * Those that go as a larger one goes are taken for parts of it.
 */
export const runTogether = (targets: readonly Target[], area: Area, now: number): Target[] => {
  const covered = targets
    .filter((target) => !target.partOf && mayHide(target, area, now))
    .sort((a, b) => b.w * b.h - a.w * a.h)
    .filter((target, at, all) => !all.slice(0, at).some((larger) => moveAlike(target, larger)))
  if (covered.length < 2) return []
  const sizes = covered.map((target) => target.w * target.h)
  const explained = covered.reduce((sum, target) => sum + overlap(areaOfTarget(target), area), 0)
  const whole = area.w * area.h
  return whole > ALONE * Math.max(...sizes) && explained > EXPLAINED * whole ? covered : []
}

/** Nothing tells where in the box each of them is, so each goes on as it went, within the box. */
export const coastWithin = (target: Target, area: Area, now: number): void => {
  const limit = sizeOf(areaOfTarget(target)) ** 2
  target.x.position = within(target.x.position, area.x, (area.w - target.w) / 2)
  target.y.position = within(target.y.position, area.y, (area.h - target.h) / 2)
  target.x.pp = Math.min(target.x.pp, limit)
  target.y.pp = Math.min(target.y.pp, limit)
  target.covered = now
  noteMovement(target, now)
}

const within = (value: number, centre: number, half: number): number => {
  const room = Math.max(half, 0)
  return Math.min(centre + room, Math.max(centre - room, value))
}
