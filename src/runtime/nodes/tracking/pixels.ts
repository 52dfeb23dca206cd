import type { Box, FrameInfo } from '../../pipeline/item.ts'

/** Edges in pixels. */
export interface Edges {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** The picture that published trackers count in, whose noise is given in pixels. */
export type Size = Pick<FrameInfo, 'width' | 'height'>

export const toPixels = ([x1, y1, x2, y2]: Box, { width, height }: Size): Edges => ({
  x1: x1 * width,
  y1: y1 * height,
  x2: x2 * width,
  y2: y2 * height,
})

export const fromPixels = ({ x1, y1, x2, y2 }: Edges, { width, height }: Size): Box => [
  x1 / width,
  y1 / height,
  x2 / width,
  y2 / height,
]

/** Intersection over union, 0-1. */
export const edgesIou = (a: Edges, b: Edges): number => {
  const wide = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)
  const high = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1)
  if (!(wide > 0 && high > 0)) return 0
  const both = wide * high
  return both / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - both)
}
