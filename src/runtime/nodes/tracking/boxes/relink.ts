import { type Pair, pairUp } from '../pairing.ts'
import { areaOfBox, type BoxTarget } from './box-target.ts'

/** How far, in heights, something new may be from where something lost is expected: so much at once, */
const REACH = 0.8
/** and so much more for each second in which it was not seen. */
const REACH_A_SECOND = 0.5
/** Most difference of their heights, as a factor. */
const ALIKE = 1.4

/**
 * What has just been confirmed may be something that was lost; by now its place and size are known better than at its
 * first box. The lost ones that go on take over the new ones' state; returns those new ones, which are no more.
 */
export const relink = (
  confirmed: readonly BoxTarget[],
  lost: readonly BoxTarget[],
  now: number,
): ReadonlySet<BoxTarget> => {
  const pairs: Pair[] = []
  for (const [row, old] of lost.entries())
    for (const [column, fresh] of confirmed.entries()) {
      const gain = likeness(old, fresh, now)
      if (gain > 0) pairs.push({ row, column, gain })
    }
  const gone = new Set<BoxTarget>()
  for (const { row, column } of pairUp(lost.length, confirmed.length, pairs)) {
    goOnAs(lost[row]!, confirmed[column]!)
    gone.add(confirmed[column]!)
  }
  return gone
}

const likeness = (old: BoxTarget, fresh: BoxTarget, now: number): number => {
  // Who was seen together with the new one is somebody else.
  if (old.seen >= fresh.born || old.kind !== fresh.kind) return 0
  const [there, here] = [areaOfBox(old), areaOfBox(fresh)]
  if (here.h > ALIKE * there.h || there.h > ALIKE * here.h) return 0
  const far = Math.hypot(here.x - there.x, here.y - there.y) / Math.max(here.h, there.h)
  return Math.max(0, 1 - far / (REACH + REACH_A_SECOND * (now - old.seen)))
}

const goOnAs = (old: BoxTarget, fresh: BoxTarget): void => {
  const { x, y, w, h, detection, seen } = fresh
  Object.assign(old, { x, y, w, h, detection, seen, missed: 0, hits: old.hits + fresh.hits })
}
