import type { Point, Polygon } from '../../pipeline/params.ts'
import { unitsOf } from './anchor.ts'

const BORDERS: readonly (readonly [on: (point: Point) => boolean, outwards: Point])[] = [
  [({ x }) => x === 0, { x: -1, y: 0 }],
  [({ x }) => x === 1, { x: 1, y: 0 }],
  [({ y }) => y === 0, { x: 0, y: -1 }],
  [({ y }) => y === 1, { x: 0, y: 1 }],
]

/** Where out of the picture is, of a side that lies on its border. */
const outwardsOf = (a: Point, b: Point): Point | undefined => BORDERS.find(([on]) => on(a) && on(b))?.[1]

/**
 * A zone that reaches the border of the picture goes on beyond it: what is half out of the picture there is in the zone,
 * and no trembling on the border is a way out of it.
 */
const beyondBorders = (polygon: Polygon): Polygon =>
  polygon.flatMap((corner, n) => {
    const before = outwardsOf(polygon.at(n - 1)!, corner)
    const behind = outwardsOf(corner, polygon[(n + 1) % polygon.length]!)
    const moved = (...ways: readonly Point[]): Point =>
      ways.reduce((at, { x, y }) => ({ x: at.x + x, y: at.y + y }), corner)
    if (before && behind) return before === behind ? [moved(before)] : [moved(before, behind)]
    if (before) return [moved(before), corner]
    return behind ? [corner, moved(behind)] : [corner]
  })

type Scaled = readonly (readonly [x: number, y: number])[]

/** Whether a ray to the right leaves the polygon an odd number of times (Shimrat, CACM algorithm 112). */
const isInside = (corners: Scaled, x: number, y: number): boolean => {
  let inside = false
  corners.forEach(([x1, y1], n) => {
    const [x2, y2] = corners[(n + 1) % corners.length]!
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside
  })
  return inside
}

const distanceToSides = (corners: Scaled, x: number, y: number): number =>
  Math.min(
    ...corners.map(([x1, y1], n) => {
      const [x2, y2] = corners[(n + 1) % corners.length]!
      const [dx, dy] = [x2 - x1, y2 - y1]
      const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
      return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
    }),
  )

/** Points of the grid on which the deepest place is looked for, each way. */
const GRID = 32

export interface ZoneSide {
  /** How deep a point (0-1 of the picture) lies inside, in units of the picture's longer side; outside it is negative. */
  depthOf(point: Point): number
  /** The greatest depth there is, within a 32nd of the zone's size, or some depth that is `enough`. */
  readonly deepest: number
}

/** `aspect`: the picture's width by its height; `enough`: a depth beyond which no deeper place is looked for. */
export const createZoneSide = (
  polygon: Polygon,
  aspect: number,
  enough = Number.POSITIVE_INFINITY,
): ZoneSide => {
  const [ux, uy] = unitsOf(aspect)
  const corners = beyondBorders(polygon).map(({ x, y }) => [x * ux, y * uy] as const)
  const depth = (x: number, y: number): number =>
    distanceToSides(corners, x, y) * (isInside(corners, x, y) ? 1 : -1)
  const [xs, ys] = [polygon.map(({ x }) => x * ux), polygon.map(({ y }) => y * uy)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top]
  let deepest = 0
  for (let cell = 0; cell < GRID * GRID && deepest < enough; cell++) {
    const [column, row] = [cell % GRID, Math.floor(cell / GRID)]
    const x = left + ((column + 0.5) / GRID) * width
    deepest = Math.max(deepest, depth(x, top + ((row + 0.5) / GRID) * height))
  }
  return { deepest, depthOf: ({ x, y }) => depth(x * ux, y * uy) }
}
