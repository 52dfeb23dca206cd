import type { Box, Detection } from '../../../pipeline/item.ts'
import { type Axis, correct, predictFrame, startAxis } from '../kalman.ts'
import type { Edges } from '../pixels.ts'

/**
 * What SORT follows: centre, area and aspect ratio under a Kalman filter whose covariances are the authors'. They are
 * diagonal, so that each of the four is a filter by itself. Pixels and frames.
 */
export interface SortTarget {
  readonly x: Axis
  readonly y: Axis
  readonly area: Axis
  /** It is taken not to change, so its velocity stays 0. */
  readonly ratio: Axis
  readonly id: number
  readonly start: Box
  detection: Detection
  /** Frames in which it was found, in all and without a gap. */
  hits: number
  streak: number
  /** Frames since it was found. */
  unseen: number
}

const START = { position: Math.sqrt(10), velocity: Math.sqrt(10_000) }
const NOISE = { centre: 1, shape: Math.sqrt(10) }
/** Variances a frame. */
const DRIFT = { position: 1, velocity: 0.01, growth: 0.0001 }

const measure = ({ x1, y1, x2, y2 }: Edges) => ({
  x: (x1 + x2) / 2,
  y: (y1 + y2) / 2,
  area: (x2 - x1) * (y2 - y1),
  ratio: (x2 - x1) / (y2 - y1),
})

export const startSortTarget = (edges: Edges, detection: Detection, id: number): SortTarget => {
  const { x, y, area, ratio } = measure(edges)
  const axis = (value: number): Axis => startAxis(value, START.position, START.velocity)
  return {
    x: axis(x),
    y: axis(y),
    area: axis(area),
    ratio: startAxis(ratio, START.position, 0),
    id,
    start: detection.box,
    detection,
    hits: 1,
    streak: 0,
    unseen: 0,
  }
}

/** Moves it on by a frame. */
export const foreseeSortTarget = (target: SortTarget): void => {
  if (target.area.velocity + target.area.position <= 0) target.area.velocity = 0
  predictFrame(target.x, DRIFT.position, DRIFT.velocity)
  predictFrame(target.y, DRIFT.position, DRIFT.velocity)
  predictFrame(target.area, DRIFT.position, DRIFT.growth)
  predictFrame(target.ratio, DRIFT.position, 0)
  if (target.unseen > 0) target.streak = 0
  target.unseen++
}

export const observeSortTarget = (target: SortTarget, edges: Edges, detection: Detection): void => {
  const { x, y, area, ratio } = measure(edges)
  correct(target.x, x, NOISE.centre)
  correct(target.y, y, NOISE.centre)
  correct(target.area, area, NOISE.shape)
  correct(target.ratio, ratio, NOISE.shape)
  target.detection = detection
  target.unseen = 0
  target.hits++
  target.streak++
}

/** NaN where the filter has lost its way: an area or ratio below 0. */
export const edgesOfSortTarget = ({ x, y, area, ratio }: SortTarget): Edges => {
  const w = Math.sqrt(area.position * ratio.position)
  const h = area.position / w
  return {
    x1: x.position - w / 2,
    y1: y.position - h / 2,
    x2: x.position + w / 2,
    y2: y.position + h / 2,
  }
}
