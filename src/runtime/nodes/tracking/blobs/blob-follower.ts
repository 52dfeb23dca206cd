import type { Track } from '../../../pipeline/item.ts'
import { boxOf } from '../area.ts'
import type { Follower, FollowerOptions } from '../follower.ts'
import { areaOfTarget, type Target } from './target.ts'
import { createTracker, type Tracker } from './tracker.ts'

/** Seconds. */
const LOST = 2
const CONFIRM = 0.2

/**
 * Follows what changes in the picture, as `motion` finds it: blobs without scores that fall into parts and run together.
 * Gives each item's detections to a tracker and takes the confirmed tracks.
 */
export const createBlobFollower = ({ lost = LOST, confirm = CONFIRM }: FollowerOptions): Follower => {
  let tracker: Tracker | undefined
  /** That of the first picture: what is followed goes on in it when a later one has another shape. */
  let aspect = 1
  return (item) => {
    const now = Number(item.frame.captureNs) / 1e9
    if (tracker === undefined) {
      aspect = item.frame.width / item.frame.height
      tracker = createTracker({ aspect, lost, confirm })
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
