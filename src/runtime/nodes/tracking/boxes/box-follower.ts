import type { Item, Track } from '../../../pipeline/item.ts'
import { areaOf, iou, wholeBoxOf } from '../area.ts'
import type { Follower, FollowerOptions } from '../follower.ts'
import { byClosePlace, byFlip, byNeighbourhood, byPlace } from './affinity.ts'
import { areaOfBox, type BoxTarget, type FoundBox, foreseeBox, startBoxTarget } from './box-target.ts'
import { isSameKind, mayBeCalled } from './kind.ts'
import { relink } from './relink.ts'
import { playRound } from './round.ts'

const HIGH = 0.6
const LOW = 0.1
/** So much more than `high` begins a track. */
const BEGIN = 0.1
/** Seconds. */
const LOST = 3
/** Frames in which something must be found before it gets a number. */
const CONFIRM_HITS = 2
/** Seconds for which boxes of low score keep something alive that has none of high score, */
const FAINT = 0.5
/** what is not confirmed may be missing, unless it is for a single frame, */
const TENTATIVE = 0.3
/** and what is not found is still shown, where it is known well: within this share of its width. */
const COAST = 0.5
const SURE = 0.3
/** What overlaps something that was found by more is a second box of that, */
const DOUBLE = 0.3
/** or, where it is called something else, by more than this. */
const DOUBLE_NAMED = 0.7

/**
 * Follows what a detector finds, by boxes with scores: those of high score first (to what is lost as well), then those of
 * low score to what is left (Zhang et al., ByteTrack, ECCV 2022), then what is new; a new one that turns out to be
 * where something lost is expected goes on as that.
 */
export const createBoxFollower = (options: FollowerOptions): Follower => {
  const { lost = LOST, confirm = 0, high = HIGH, low = LOW } = options
  let targets: BoxTarget[] = []
  let aspect: number | undefined
  let last: number | undefined
  let ids = 0

  const isConfirmed = (target: BoxTarget, now: number, first: boolean): boolean =>
    first || (target.hits >= CONFIRM_HITS && now - target.born >= confirm)

  /** Numbers what is confirmed now; what goes on as something lost is taken out. */
  const number = (now: number, first: boolean): void => {
    const fresh = targets.filter(({ id, seen }) => id === 0 && seen === now)
    const confirmed = fresh.filter((target) => isConfirmed(target, now, first))
    if (confirmed.length === 0) return
    const gone = relink(
      confirmed,
      targets.filter(({ id, seen }) => id > 0 && seen < now),
      now,
    )
    targets = targets.filter((target) => !gone.has(target))
    for (const target of confirmed) if (!gone.has(target)) target.id = ++ids
  }

  const lives = (target: BoxTarget, now: number): boolean => {
    const unseen = now - target.seen
    if (target.id === 0) return unseen <= TENTATIVE || target.missed <= 1
    const { x, y, h } = areaOfBox(target)
    const outside = x < 0 || x > aspect! || y < -h / 2 || y > 1 + h / 2
    return unseen <= (outside ? 0 : lost)
  }

  return (item) => {
    const now = Number(item.frame.captureNs) / 1e9
    const first = last === undefined
    aspect ??= item.frame.width / item.frame.height
    const step = Math.max(0, now - (last ?? now))
    last = now
    for (const target of targets) {
      foreseeBox(target, step)
      target.missed++
    }
    const found = foundIn(item, aspect, low)
    const strong = found.filter(({ score }) => score >= high)
    const faint = found.filter(({ score }) => score < high)
    const known = targets.filter(({ id }) => id > 0)
    const one = playRound(known, strong, byPlace, now)
    const recent = one.targets.filter(({ seen }) => now - seen <= Math.max(FAINT, 2.5 * step))
    const two = playRound(recent, faint, byClosePlace, now)
    const young = targets.filter(({ id }) => id === 0)
    const three = playRound(young, one.found, byNeighbourhood, now)
    const four = playRound([...two.targets, ...three.targets], [...three.found, ...two.found], byFlip, now)
    const begins = four.found.filter(({ score }) => score >= Math.min(high + BEGIN, 1))
    targets.push(...begin(begins, targets, now))
    number(now, first)
    targets = targets.filter((target) => lives(target, now))
    return targets.filter((target) => isShown(target, now)).map((target) => trackOf(target, aspect!, now))
  }
}

const foundIn = ({ detections = [] }: Item, aspect: number, low: number): FoundBox[] =>
  detections
    .map((detection) => ({ detection, area: areaOf(detection.box, aspect), score: detection.score ?? 1 }))
    .filter(({ score }) => score >= low)

/** New targets of the boxes that belong to none, the surest first. */
const begin = (found: readonly FoundBox[], targets: readonly BoxTarget[], now: number): BoxTarget[] => {
  const there = targets.filter(({ seen }) => seen === now)
  const born: BoxTarget[] = []
  for (const one of [...found].sort((a, b) => b.score - a.score)) {
    if (![...there, ...born].some((target) => isDouble(target, one))) born.push(startBoxTarget(one, now))
  }
  return born
}

const isDouble = (target: BoxTarget, one: FoundBox): boolean =>
  (isSameKind(target, one) && iou(areaOfBox(target), one.area) > DOUBLE) ||
  (mayBeCalled(target, one) && iou(areaOfBox(target), one.area) > DOUBLE_NAMED)

const isShown = ({ id, seen, x, w }: BoxTarget, now: number): boolean =>
  id > 0 && (seen === now || (now - seen <= COAST && Math.sqrt(x.pp) < SURE * w.position))

const trackOf = (target: BoxTarget, aspect: number, now: number): Track => {
  const { detection, kind, start, id, hits, seen } = target
  const score = detection.score === undefined ? {} : { score: detection.score }
  const box = wholeBoxOf(areaOfBox(target), aspect)
  return { box, start, class: kind, ...score, trackId: id, hits, coasting: seen < now }
}
