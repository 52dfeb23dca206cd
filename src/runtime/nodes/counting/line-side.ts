import type { Line, Point } from '../../pipeline/params.ts'
import { unitsOf } from './anchor.ts'

/**
 * How far a point (0-1 of the picture) is from the line through both points, in units of the picture's longer
 * side. Positive on the right-hand side of somebody who looks, on the picture, from the first point to the second.
 */
export const distanceTo = (line: Line, { x, y }: Point, aspect: number): number => {
  const [ux, uy] = unitsOf(aspect)
  const dx = (line.x2 - line.x1) * ux
  const dy = (line.y2 - line.y1) * uy
  // y grows downwards on pictures, so the cross product is positive to the right.
  return (dx * (y - line.y1) * uy - dy * (x - line.x1) * ux) / Math.hypot(dx, dy)
}

const isOnBorder = (x: number, y: number): boolean => x === 0 || x === 1 || y === 0 || y === 1

/** Whether both ends lie within `margin` of one and the same border of the picture, so that there is no other side to be seen on. */
export const isAlongBorder = ({ x1, y1, x2, y2 }: Line, margin: number): boolean =>
  [
    [x1, x2],
    [y1, y2],
    [1 - x1, 1 - x2],
    [1 - y1, 1 - y2],
  ].some((distances) => Math.max(...distances) <= margin)

/** Whether the way from `a` to `b`, which are on different sides, meets the line between its two points. */
export const meets = (line: Line, a: Point, b: Point, aspect: number): boolean => {
  const before = distanceTo(line, a, aspect)
  const after = distanceTo(line, b, aspect)
  if (before === after) return false
  const share = before / (before - after)
  const [ux, uy] = unitsOf(aspect)
  const x = (a.x + share * (b.x - a.x) - line.x1) * ux
  const y = (a.y + share * (b.y - a.y) - line.y1) * uy
  const dx = (line.x2 - line.x1) * ux
  const dy = (line.y2 - line.y1) * uy
  const along = (x * dx + y * dy) / (dx * dx + dy * dy)
  // A line that reaches the border of the picture goes on beyond it, as boxes do.
  return (along >= 0 || isOnBorder(line.x1, line.y1)) && (along <= 1 || isOnBorder(line.x2, line.y2))
}
