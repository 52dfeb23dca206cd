import type { Detection, Track } from '../../../pipeline/item.ts'
import type { Follower, FollowerOptions } from '../follower.ts'
import { type Pair, pairUp } from '../pairing.ts'
import { type Edges, edgesIou, fromPixels, type Size, toPixels } from '../pixels.ts'
import {
  type ByteTarget,
  edgesOfByteTarget,
  foreseeByteTarget,
  observeByteTarget,
  startByteTarget,
} from './byte-target.ts'

/** The authors' defaults. */
const HIGH = 0.6
const LOW = 0.1
/** So much more than `high` begins a track. */
const BEGIN = 0.1
/** 30 frames at 30 a second. */
const LOST = 1
/** Most costs (1 - IoU, in the first and last stage weighted by the score) of a pair. */
const LIMITS = { high: 0.9, low: 0.5, unconfirmed: 0.7 }
/** A lost and a tracked one that overlap by more are the same. */
const SAME = 0.85

interface Found {
  readonly edges: Edges
  readonly detection: Detection
  readonly score: number
}

/**
 * ByteTrack (Zhang et al., ByteTrack: Multi-Object Tracking by Associating Every Detection Box, ECCV 2022): detections of
 * high score first, with what is lost as well, then those of low score with what is left of the tracked.
 */
export const createByteTrack = (options: FollowerOptions): Follower => {
  const { high = HIGH, low = LOW, lost = LOST, awaits } = options
  let targets: ByteTarget[] = []
  let size: Size | undefined
  let [frames, ids] = [0, 0]

  return ({ frame, detections = [] }) => {
    size ??= frame
    const now = Number(frame.captureNs) / 1e9
    const at = ++frames
    const found = detections.map((detection) => ({
      edges: toPixels(detection.box, size!),
      detection,
      score: detection.score ?? 1,
    }))
    const known = targets.filter(({ state }) => state !== 'new')
    const young = targets.filter(({ state }) => state === 'new')
    for (const target of known) foreseeByteTarget(target)

    const match = (
      some: readonly ByteTarget[],
      boxes: readonly Found[],
      limit: number,
      weighted: boolean,
    ) => {
      const pairs = pairUp(some.length, boxes.length, worth(some, boxes, limit, weighted))
      for (const { row, column } of pairs)
        observeByteTarget(some[row]!, boxes[column]!.edges, boxes[column]!.detection, at, now)
      const [rows, columns] = [
        new Set(pairs.map(({ row }) => row)),
        new Set(pairs.map(({ column }) => column)),
      ]
      return {
        targets: some.filter((_, row) => !rows.has(row)),
        boxes: boxes.filter((_, column) => !columns.has(column)),
      }
    }
    const tracked = new Set(known.filter(({ state }) => state === 'tracked'))
    const first = match(
      known,
      found.filter(({ score }) => score > high),
      LIMITS.high,
      true,
    )
    const second = match(
      first.targets.filter((target) => tracked.has(target)),
      found.filter(({ score }) => score > low && score < high),
      LIMITS.low,
      false,
    )
    for (const target of second.targets) target.state = 'lost'
    const third = match(young, first.boxes, LIMITS.unconfirmed, true)
    const gone = new Set(third.targets)
    const born = third.boxes
      .filter(({ score }) => score >= high + BEGIN)
      .map(({ edges, detection }) => startByteTarget(edges, detection, at, now))
    for (const target of born) if (at === 1) target.state = 'tracked'
    const stays = (target: ByteTarget): boolean =>
      !gone.has(target) && (target.state !== 'lost' || now - target.seen <= lost + 1e-6)
    targets = withoutDoubles([...targets.filter(stays), ...born])
    const shown = targets.filter(({ state }) => state === 'tracked')
    for (const target of shown) target.id ||= ++ids
    awaits?.(targets.filter(({ id, state }) => id > 0 && state === 'lost').map(({ id }) => id))
    return shown.map((target) => trackOf(target, size!))
  }
}

const worth = (
  targets: readonly ByteTarget[],
  found: readonly Found[],
  limit: number,
  weighted: boolean,
): Pair[] => {
  const pairs: Pair[] = []
  for (const [row, target] of targets.entries()) {
    const here = edgesOfByteTarget(target)
    for (const [column, { edges, detection, score }] of found.entries()) {
      if (target.detection.class !== detection.class) continue
      const gain = limit - (1 - edgesIou(here, edges) * (weighted ? score : 1))
      if (gain > 0) pairs.push({ row, column, gain })
    }
  }
  return pairs
}

/** Of a tracked and a lost one in the same place the one that was followed for longer stays. */
const withoutDoubles = (targets: readonly ByteTarget[]): ByteTarget[] => {
  const doubles = new Set<ByteTarget>()
  const lost = targets.filter(({ state }) => state === 'lost')
  for (const one of targets.filter(({ state }) => state !== 'lost')) {
    const here = edgesOfByteTarget(one)
    for (const other of lost)
      if (edgesIou(here, edgesOfByteTarget(other)) > SAME)
        doubles.add(one.frame - one.born > other.frame - other.born ? other : one)
  }
  return targets.filter((target) => !doubles.has(target))
}

const trackOf = (target: ByteTarget, size: Size): Track => {
  const { detection, start, id, hits } = target
  const score = detection.score === undefined ? {} : { score: detection.score }
  const box = fromPixels(edgesOfByteTarget(target), size)
  return { box, start, class: detection.class, ...score, trackId: id, hits, coasting: false }
}
