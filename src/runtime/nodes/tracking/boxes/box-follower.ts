import type { Item, Track } from '../../../pipeline/item.ts'
import { areaOf, wholeBoxOf } from '../area.ts'
import type { Follower, FollowerOptions } from '../follower.ts'
import { byClosePlace, byFlip, byNeighbourhood, byPlace } from './affinity.ts'
import { begin, evidenceOf, isConfirmed, mayBegin } from './birth.ts'
import { areaOfBox, type BoxTarget, type FoundBox, foreseeBox } from './box-target.ts'
import { relink } from './relink.ts'
import { playRound } from './round.ts'

const HIGH = 0.6
const LOW = 0.1
/** Seconds. */
const LOST = 3
/** Seconds for which boxes of low score keep something alive that has none of high score, */
const FAINT = 0.5
/** what is not confirmed may be missing, unless it is for a single frame, */
const TENTATIVE = 0.3
/** and what is not found is still shown, where it is known well: within this share of its width. */
const COAST = 0.5
const SURE = 0.3
/**
 * Follows what a detector finds, by boxes with scores: those of high score first (to what is lost as well), then those of
 * low score to what is left (Zhang et al., ByteTrack, ECCV 2022), then what is new, the sooner the surer; a new one that turns out to be
 * where something lost is expected goes on as that.
 */
export const createBoxFollower = (options: FollowerOptions): Follower => {
  const { lost = LOST, confirm = 0, high = HIGH, low = LOW, awaits } = options
  let targets: BoxTarget[] = []
  let aspect: number | undefined
  let last: number | undefined
  let ids = 0

  /** Numbers what is confirmed now; what goes on as something lost is taken out. */
  const number = (now: number, first: boolean): void => {
    const fresh = targets.filter(({ id, seen }) => id === 0 && seen === now)
    for (const target of fresh) target.evidence += evidenceOf(target.detection.score ?? 1, high)
    const confirmed = fresh.filter((target) => isConfirmed(target, now, first, confirm))
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
    const free = [...one.found, ...two.found.filter(({ score }) => mayBegin(score, high))]
    const three = playRound(young, free, byNeighbourhood, now)
    const four = playRound([...two.targets, ...three.targets], three.found, byFlip, now)
    targets.push(...begin(four.found, targets, high, now))
    number(now, first)
    targets = targets.filter((target) => lives(target, now))
    awaits?.(targets.filter((target) => target.id > 0 && !isShown(target, now)).map(({ id }) => id))
    return targets.filter((target) => isShown(target, now)).map((target) => trackOf(target, aspect!, now))
  }
}

const foundIn = ({ detections = [] }: Item, aspect: number, low: number): FoundBox[] =>
  detections
    .map((detection) => ({ detection, area: areaOf(detection.box, aspect), score: detection.score ?? 1 }))
    .filter(({ score }) => score >= low)

const isShown = ({ id, seen, x, w }: BoxTarget, now: number): boolean =>
  id > 0 && (seen === now || (now - seen <= COAST && Math.sqrt(x.pp) < SURE * w.position))

const trackOf = (target: BoxTarget, aspect: number, now: number): Track => {
  const { detection, kind, start, id, hits, seen } = target
  const score = detection.score === undefined ? {} : { score: detection.score }
  const box = wholeBoxOf(areaOfBox(target), aspect)
  return { box, start, class: kind, ...score, trackId: id, hits, coasting: seen < now }
}
