import type { Box, Detection } from '../../../pipeline/item.ts'
import { type Axis, correct, predictFrame, startAxis } from '../kalman.ts'
import type { Edges } from '../pixels.ts'

/**
 * What ByteTrack follows: centre, aspect ratio and height under the Kalman filter of DeepSORT, whose noise is in
 * proportion to the height. Its covariances are diagonal, so that each of the four is a filter by itself. Pixels and frames.
 */
export interface ByteTarget {
  readonly x: Axis
  readonly y: Axis
  readonly ratio: Axis
  readonly height: Axis
  readonly start: Box
  detection: Detection
  /** `new`: seen in one frame so far; `lost`: not seen in the last one. */
  state: 'new' | 'tracked' | 'lost'
  readonly born: number
  /** Frame and seconds when it was last seen. */
  frame: number
  seen: number
  hits: number
  /** 0 until it is given one, when it is seen again. */
  id: number
}

/** Deviations in heights of position and, a frame, of velocity. */
const POSITION = 1 / 20
const VELOCITY = 1 / 160
const RATIO = { start: 1e-2, velocity: 1e-5, measured: 1e-1 }

const measure = ({ x1, y1, x2, y2 }: Edges) => ({
  x: (x1 + x2) / 2,
  y: (y1 + y2) / 2,
  ratio: (x2 - x1) / (y2 - y1),
  height: y2 - y1,
})

export const startByteTarget = (
  edges: Edges,
  detection: Detection,
  frame: number,
  now: number,
): ByteTarget => {
  const { x, y, ratio, height } = measure(edges)
  const axis = (value: number): Axis => startAxis(value, 2 * POSITION * height, 10 * VELOCITY * height)
  return {
    x: axis(x),
    y: axis(y),
    ratio: startAxis(ratio, RATIO.start, RATIO.velocity),
    height: axis(height),
    start: detection.box,
    detection,
    state: 'new',
    born: frame,
    frame,
    seen: now,
    hits: 1,
    id: 0,
  }
}

/** Moves it on by a frame; what is lost no longer grows. */
export const foreseeByteTarget = (target: ByteTarget): void => {
  const { x, y, ratio, height } = target
  if (target.state === 'lost') height.velocity = 0
  const [position, velocity] = [(POSITION * height.position) ** 2, (VELOCITY * height.position) ** 2]
  predictFrame(x, position, velocity)
  predictFrame(y, position, velocity)
  predictFrame(ratio, RATIO.start ** 2, RATIO.velocity ** 2)
  predictFrame(height, position, velocity)
}

export const observeByteTarget = (
  target: ByteTarget,
  edges: Edges,
  detection: Detection,
  frame: number,
  now: number,
): void => {
  const { x, y, ratio, height } = measure(edges)
  const noise = POSITION * target.height.position
  correct(target.x, x, noise)
  correct(target.y, y, noise)
  correct(target.ratio, ratio, RATIO.measured)
  correct(target.height, height, noise)
  target.detection = detection
  target.state = 'tracked'
  target.frame = frame
  target.seen = now
  target.hits++
}

export const edgesOfByteTarget = ({ x, y, ratio, height }: ByteTarget): Edges => {
  const [w, h] = [ratio.position * height.position, height.position]
  return {
    x1: x.position - w / 2,
    y1: y.position - h / 2,
    x2: x.position + w / 2,
    y2: y.position + h / 2,
  }
}
