import type { Point, Polygon } from './params.ts'

/** Above it a polygon is rather a list of measurements, and every side is compared with every other. */
const MOST_POINTS = 200
const POINT = /^(\d*\.?\d+),(\d*\.?\d+)$/

/** Twice the area of the triangle, positive where a, b, c go round as a clock does on a picture. */
const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

const same = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y

/** Whether c, which lies on the line through a and b, lies between them. */
const isBetween = (a: Point, b: Point, c: Point): boolean =>
  Math.min(a.x, b.x) <= c.x &&
  c.x <= Math.max(a.x, b.x) &&
  Math.min(a.y, b.y) <= c.y &&
  c.y <= Math.max(a.y, b.y)

/** Whether two segments have a point in common (Cormen et al., Introduction to Algorithms, 33.1). */
const meet = (a: Point, b: Point, c: Point, d: Point): boolean => {
  const [ca, cb, ac, ad] = [turn(c, d, a), turn(c, d, b), turn(a, b, c), turn(a, b, d)]
  if (ca * cb < 0 && ac * ad < 0) return true
  return (
    (ca === 0 && isBetween(c, d, a)) ||
    (cb === 0 && isBetween(c, d, b)) ||
    (ac === 0 && isBetween(a, b, c)) ||
    (ad === 0 && isBetween(a, b, d))
  )
}

/** Sides that meet elsewhere than neighbours do, counted from 1. */
const crossing = (points: Polygon): readonly [number, number] | undefined => {
  const at = (n: number): Point => points[n % points.length]!
  for (let i = 0; i < points.length; i++) {
    // A neighbour that comes back on the side before it has no corner between.
    if (turn(at(i), at(i + 1), at(i + 2)) === 0 && !isBetween(at(i), at(i + 2), at(i + 1)))
      return [i + 1, ((i + 1) % points.length) + 1]
    for (let j = i + 2; j < points.length - (i === 0 ? 1 : 0); j++)
      if (meet(at(i), at(i + 1), at(j), at(j + 1))) return [i + 1, j + 1]
  }
  return undefined
}

const readPoints = (text: string): Polygon | undefined => {
  const points = text
    .replaceAll(' ', '')
    .split(':')
    .map((part) => POINT.exec(part)?.slice(1).map(Number))
  if (points.some((point) => point === undefined || Math.max(...point) > 1)) return undefined
  return points.map((point) => ({ x: point![0]!, y: point![1]! }))
}

/** The corners of a polygon without holes or crossings, or what is wrong with it. */
export const parsePolygon = (text: string): Polygon | string => {
  const read = readPoints(text)
  if (read === undefined)
    return 'is not a polygon x,y:x,y:x,y with each coordinate from 0 to 1, such as 0.1,0.5:0.9,0.5:0.5,1'
  // Other programs write the first point again at the end.
  const points = read.length > 3 && same(read[0]!, read.at(-1)!) ? read.slice(0, -1) : read
  if (points.length < 3) return `has ${points.length} points, and a polygon has at least 3`
  if (points.length > MOST_POINTS) return `has ${points.length} points, and at most ${MOST_POINTS} are taken`
  const twice = points.findIndex((point, n) => points.findIndex((other) => same(point, other)) < n)
  if (twice >= 0) return `has the point ${points[twice]!.x},${points[twice]!.y} twice`
  const sides = crossing(points)
  return sides === undefined
    ? points
    : `crosses itself: its side ${sides[0]} (from its point ${sides[0]} to the next) meets its side ${sides[1]}`
}
