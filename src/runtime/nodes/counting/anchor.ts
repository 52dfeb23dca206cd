import type { Box } from '../../pipeline/item.ts'
import type { Point } from '../../pipeline/params.ts'

export type Anchor = 'centre' | 'bottom'

/** The point of a box that counts. */
export const anchorOf = ([x1, y1, x2, y2]: Box, anchor: Anchor): Point => ({
  x: (x1 + x2) / 2,
  y: anchor === 'bottom' ? y2 : (y1 + y2) / 2,
})

/** Pixels of both directions in units of the picture's longer side; `aspect` is its width by its height. */
export const unitsOf = (aspect: number): readonly [x: number, y: number] =>
  aspect >= 1 ? [1, 1 / aspect] : [aspect, 1]
