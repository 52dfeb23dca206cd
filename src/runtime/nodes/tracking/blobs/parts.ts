import { type Area, sizeOf } from '../area.ts'
import { areaOfTarget, type Target } from './target.ts'

/** Parts of one thing are no farther apart than this share of its size; */
const BESIDE = 0.25
/** one above the other, of an upright thing, than this. */
const STACKED = 1
/** Parts of one thing go apart by less than this share of its size in a second. */
const ALIKE = 0.5

const beside = (part: Area, whole: Area): boolean => {
  const across = Math.abs(part.x - whole.x) - (part.w + whole.w) / 2
  const down = Math.abs(part.y - whole.y) - (part.h + whole.h) / 2
  const size = Math.max(sizeOf(whole), sizeOf(part))
  const stacked = -across >= Math.min(part.w, whole.w) / 2
  return across <= BESIDE * size && down <= (stacked ? STACKED : BESIDE) * size
}

/** Whether two targets go the same way at the same speed. */
export const moveAlike = (a: Target, b: Target): boolean =>
  Math.hypot(a.x.velocity - b.x.velocity, a.y.velocity - b.y.velocity) <
  ALIKE * Math.max(sizeOf(areaOfTarget(a)), sizeOf(areaOfTarget(b)))

/**
 * Something new beside something known may be a part of it (an arm, a shadow, a half that the background
 * looks like): it is told apart only when it has gone its own way. Of several new ones the largest is the whole.
 */
export const suspectParts = (born: readonly Target[], targets: readonly Target[]): void => {
  const wholes = targets.filter(({ partOf }) => !partOf)
  for (const target of [...born].sort((a, b) => b.w * b.h - a.w * a.h)) {
    const area = areaOfTarget(target)
    target.partOf = wholes.find((whole) => whole.class === target.class && beside(area, areaOfTarget(whole)))
    if (!target.partOf) wholes.push(target)
  }
}

/** A part so many times smaller than the whole is what it left. */
const LEFTOVER = 6
/** Seconds without the whole, while the part is seen, after which it was the other way round. */
const MISSED = 0.3

/**
 * Takes the suspicion away from what is seen apart; where a part is seen and the whole is not, the whole goes on
 * as that part. Returns the targets to keep: a part that was not seen again goes with the whole.
 */
export const clearParts = (targets: readonly Target[], now: number): Target[] => {
  const gone = new Set<Target>()
  for (const target of targets) {
    const whole = target.partOf
    if (!whole || target.seen < now) continue
    const stays = targets.includes(whole) && beside(areaOfTarget(target), areaOfTarget(whole))
    if (!stays) target.partOf = undefined
    else if (now - whole.seen > MISSED && whole.seen < target.before && isMuchOf(target, whole)) {
      goOnAs(whole, target)
      gone.add(target)
    }
  }
  return targets.filter((target) => !gone.has(target) && (!target.partOf || targets.includes(target.partOf)))
}

const isMuchOf = (part: Target, whole: Target): boolean => part.w * part.h * LEFTOVER > whole.w * whole.h

const goOnAs = (whole: Target, part: Target): void => {
  Object.assign(whole.x, part.x)
  Object.assign(whole.y, part.y)
  const { w, h, seen, before, score } = part
  Object.assign(whole, { w, h, seen, before, score })
}
