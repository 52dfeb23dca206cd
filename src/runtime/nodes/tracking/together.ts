import { type Area, shareIn, sizeOf } from './area.ts'
import { areaOfTarget, noteMovement, type Target } from './target.ts'

/** Share of a target that must lie in a box for the box to cover it. */
const COVERED = 0.5
/** A box that covers several is one of them alone if it is no larger than this many times it. */
const ALONE = 1.35

/** The known targets that one found box covers, when it is more than one of them: they have run together. */
export const runTogether = (targets: readonly Target[], area: Area): Target[] => {
  const covered = targets.filter((target) => target.id > 0 && shareIn(areaOfTarget(target), area) >= COVERED)
  if (covered.length < 2) return []
  const largest = Math.max(...covered.map((target) => target.w * target.h))
  return area.w * area.h > ALONE * largest ? covered : []
}

/** Nothing tells where in the box each of them is, so each goes on as it went, within the box. */
export const coastWithin = (target: Target, area: Area, now: number): void => {
  const x = within(target.x.position, area.x, (area.w - target.w) / 2)
  const y = within(target.y.position, area.y, (area.h - target.h) / 2)
  const limit = sizeOf(areaOfTarget(target)) ** 2
  target.x.position = x
  target.y.position = y
  target.x.pp = Math.min(target.x.pp, limit)
  target.y.pp = Math.min(target.y.pp, limit)
  target.seen = now
  noteMovement(target, now)
}

const within = (value: number, centre: number, half: number): number => {
  const room = Math.max(half, 0)
  return Math.min(centre + room, Math.max(centre - room, value))
}
