import type { Item, Track } from '../../pipeline/item.ts'
import { defineNode } from '../../pipeline/node.ts'
import { boxOf } from './area.ts'
import { areaOfTarget, type Target } from './target.ts'
import { createTracker, type Tracker } from './tracker.ts'

export const track = defineNode({
  name: 'track',
  summary:
    'Follows what was found from frame to frame and gives it a number (Kalman filter, least-cost assignment).',
  params: {
    lost: {
      type: 'duration',
      default: '2s',
      min: '0s',
      max: '60s',
      summary: 'How long something may be hidden and still be known again.',
    },
    confirm: {
      type: 'duration',
      default: '200ms',
      min: '0s',
      max: '10s',
      summary: 'How long something must be seen, in three frames at least, before it gets a number.',
    },
  },
  takes: ['detections'],
  gives: ['tracks'],
  memory: true,
  open(params) {
    let tracker: Tracker | undefined
    return {
      process(item, emit) {
        const aspect = item.frame.width / item.frame.height
        tracker ??= createTracker({ aspect, lost: params.lost / 1000, confirm: params.confirm / 1000 })
        return emit({ ...item, tracks: follow(tracker, item, aspect) })
      },
      close() {
        tracker = undefined
      },
    }
  },
})

const follow = (tracker: Tracker, item: Item, aspect: number): Track[] => {
  const now = Number(item.frame.captureNs) / 1e9
  tracker.foresee(now)
  tracker.update(item.detections ?? [], now)
  return tracker.targets
    .filter((target) => target.id > 0)
    .map((target) => trackOf(target, aspect, now))
    .filter((one) => one !== undefined)
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
    coasting: target.seen < now,
  }
}
