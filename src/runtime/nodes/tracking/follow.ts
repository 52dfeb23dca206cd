import type { Item, Track } from '../../pipeline/item.ts'
import { boxOf } from './area.ts'
import { areaOfTarget, type Target } from './target.ts'
import { createTracker, type Tracker } from './tracker.ts'

/** Gives each item's detections to a tracker and takes the confirmed tracks; times in seconds. */
export const createFollower = (options: { readonly lost: number; readonly confirm: number }) => {
  let tracker: Tracker | undefined
  /** That of the first picture: what is followed goes on in it when a later one has another shape. */
  let aspect = 1
  return (item: Item): Track[] => {
    const now = Number(item.frame.captureNs) / 1e9
    if (tracker === undefined) {
      aspect = item.frame.width / item.frame.height
      tracker = createTracker({ aspect, ...options })
    }
    tracker.foresee(now)
    tracker.update(item.detections ?? [], now)
    return tracker.targets
      .filter((target) => target.id > 0)
      .map((target) => trackOf(target, aspect, now))
      .filter((one) => one !== undefined)
  }
}

const trackOf = (target: Target, aspect: number, now: number): Track | undefined => {
  const box = boxOf(areaOfTarget(target), aspect)
  const start = boxOf(target.start, aspect)
  if (!box || !start) return undefined
  const score = target.score === undefined ? {} : { score: target.score }
  return {
    box,
    start,
    class: target.class,
    ...score,
    trackId: target.id,
    hits: target.hits,
    coasting: target.partOf !== undefined || (target.seen < now && target.shared < now),
  }
}
