import type { Region } from '../../models/prepare/placement.ts'
import type { Box } from '../../pipeline/item.ts'

/** The whole pixels of a picture that a box touches, one at least. */
export const regionOf = ([x1, y1, x2, y2]: Box, picture: { width: number; height: number }): Region => {
  const x = Math.min(Math.floor(x1 * picture.width), picture.width - 1)
  const y = Math.min(Math.floor(y1 * picture.height), picture.height - 1)
  return {
    x,
    y,
    width: Math.max(1, Math.min(Math.ceil(x2 * picture.width), picture.width) - x),
    height: Math.max(1, Math.min(Math.ceil(y2 * picture.height), picture.height) - y),
  }
}
