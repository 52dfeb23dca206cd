import type { Box } from '../../pipeline/item.ts'

/** A box by its centre, in units of the picture's height, so that distances are the same in all directions. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** `aspect` is the picture's width by its height. */
export const areaOf = ([x1, y1, x2, y2]: Box, aspect: number): Area => ({
  x: ((x1 + x2) / 2) * aspect,
  y: (y1 + y2) / 2,
  w: (x2 - x1) * aspect,
  h: y2 - y1,
})

/** All of it, what reaches beyond the picture too. */
export const wholeBoxOf = ({ x, y, w, h }: Area, aspect: number): Box => [
  (x - w / 2) / aspect,
  y - h / 2,
  (x + w / 2) / aspect,
  y + h / 2,
]

/** The part of it that lies on the picture; undefined where none does. */
export const boxOf = ({ x, y, w, h }: Area, aspect: number): Box | undefined => {
  const x1 = clamp((x - w / 2) / aspect)
  const x2 = clamp((x + w / 2) / aspect)
  const y1 = clamp(y - h / 2)
  const y2 = clamp(y + h / 2)
  return x1 < x2 && y1 < y2 ? [x1, y1, x2, y2] : undefined
}

/** One length for how large it is. */
export const sizeOf = ({ w, h }: Area): number => Math.sqrt(w * h)

export const overlap = (a: Area, b: Area): number => {
  const wide = Math.min(a.x + a.w / 2, b.x + b.w / 2) - Math.max(a.x - a.w / 2, b.x - b.w / 2)
  const high = Math.min(a.y + a.h / 2, b.y + b.h / 2) - Math.max(a.y - a.h / 2, b.y - b.h / 2)
  return wide > 0 && high > 0 ? wide * high : 0
}

/** Intersection over union, 0-1. */
export const iou = (a: Area, b: Area): number => {
  const both = overlap(a, b)
  return both / (a.w * a.h + b.w * b.h - both)
}

/** The share of `a` that lies in `b`, 0-1. */
export const shareIn = (a: Area, b: Area): number => overlap(a, b) / (a.w * a.h)

const clamp = (value: number): number => Math.min(1, Math.max(0, value))
