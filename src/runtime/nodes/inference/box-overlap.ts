import type { Box } from '../../pipeline/item.ts'

/** What two boxes have in common, in shares of the picture. */
export const overlap = (a: Box, b: Box): number => {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1])
  return width > 0 && height > 0 ? width * height : 0
}

/** Intersection over union, 0-1. */
export const iou = (a: Box, b: Box): number => {
  const both = overlap(a, b)
  return both === 0 ? 0 : both / (area(a) + area(b) - both)
}

export const area = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1)
