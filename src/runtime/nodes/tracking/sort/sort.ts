import type { Item, Track } from '../../../pipeline/item.ts'
import type { Follower, FollowerOptions } from '../follower.ts'
import { type Pair, pairUp } from '../pairing.ts'
import { type Edges, edgesIou, fromPixels, type Size, toPixels } from '../pixels.ts'
import {
  edgesOfSortTarget,
  foreseeSortTarget,
  observeSortTarget,
  type SortTarget,
  startSortTarget,
} from './sort-target.ts'

/** The paper's parameters. */
const MAX_AGE = 1
const MIN_HITS = 3
const LEAST_IOU = 0.3

/**
 * SORT (Bewley, Ge, Ott, Ramos & Upcroft, Simple Online and Realtime Tracking, ICIP 2016): one Kalman filter a box,
 * assignment by overlap, tracks that end with their second miss. It counts in frames; `lost` and `confirm`, where they are
 * given, take the place of its `max_age` and `min_hits`, and `high`, of which it knows nothing, lets scores below out.
 */
export const createSort = ({ lost = 0, confirm = 0, high = 0, awaits }: FollowerOptions): Follower => {
  let targets: SortTarget[] = []
  let size: Size | undefined
  let [frames, ids, last, step] = [0, 0, Number.NaN, 0]

  const maxAge = (): number => Math.max(MAX_AGE, step > 0 ? Math.round(lost / step) : 0)
  const minHits = (): number => Math.max(MIN_HITS, step > 0 ? Math.round(confirm / step) : 0)

  return ({ frame, detections = [] }) => {
    size ??= frame
    const now = Number(frame.captureNs) / 1e9
    step = Number.isNaN(last) ? 0 : now - last
    last = now
    frames++
    for (const target of targets) foreseeSortTarget(target)
    targets = targets.filter((target) => !Number.isNaN(edgesOfSortTarget(target).x1))
    take(targets, detections, size, high, (edges, detection) => {
      targets.push(startSortTarget(edges, detection, ++ids))
    })
    const shown = targets.filter(
      ({ unseen, streak }) => unseen === 0 && (streak >= minHits() || frames <= MIN_HITS),
    )
    targets = targets.filter(({ unseen }) => unseen <= maxAge())
    awaits?.(targets.filter((target) => !shown.includes(target)).map(({ id }) => id))
    return shown.map((target) => trackOf(target, size!))
  }
}

/** Gives each target what was found of it; `start` is called with what belongs to none. */
const take = (
  targets: readonly SortTarget[],
  detections: NonNullable<Item['detections']>,
  size: Size,
  high: number,
  start: (edges: Edges, detection: NonNullable<Item['detections']>[number]) => void,
): void => {
  const believed = detections.filter(({ score = 1 }) => score >= high)
  const found = believed.map(({ box }) => toPixels(box, size))
  const pairs: Pair[] = []
  for (const [row, target] of targets.entries()) {
    const here = edgesOfSortTarget(target)
    for (const [column, edges] of found.entries()) {
      const gain = target.detection.class === believed[column]!.class ? edgesIou(here, edges) : 0
      if (gain > 0) pairs.push({ row, column, gain })
    }
  }
  const owned = new Set<number>()
  for (const { row, column, gain } of choose(targets.length, found.length, pairs)) {
    if (gain < LEAST_IOU) continue
    owned.add(column)
    observeSortTarget(targets[row]!, found[column]!, believed[column]!)
  }
  for (const [column, edges] of found.entries()) if (!owned.has(column)) start(edges, believed[column]!)
}

/** As the authors' program does: where overlaps leave no choice there is none; else the threshold comes after the assignment. */
const choose = (rows: number, columns: number, pairs: readonly Pair[]): readonly Pair[] => {
  const clear = pairs.filter(({ gain }) => gain > LEAST_IOU)
  const unique = (side: 'row' | 'column'): boolean =>
    new Set(clear.map((pair) => pair[side])).size === clear.length
  return clear.length > 0 && unique('row') && unique('column') ? clear : pairUp(rows, columns, pairs)
}

const trackOf = (target: SortTarget, size: Size): Track => {
  const { detection, start, id, hits } = target
  const score = detection.score === undefined ? {} : { score: detection.score }
  const box = fromPixels(edgesOfSortTarget(target), size)
  return { box, start, class: detection.class, ...score, trackId: id, hits, coasting: false }
}
