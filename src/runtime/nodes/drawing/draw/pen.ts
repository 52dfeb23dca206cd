import type { Box } from '../../../pipeline/item.ts'
import { inkOn } from './colours.ts'
import type { Font } from './font.ts'
import { createPlaces } from './places.ts'
import type { Colour, Spot, Surface } from './surface.ts'

/** Marks of a size that suits the picture; coordinates are 0-1 of it. */
export interface Pen {
  box(box: Box, colour: Colour, opacity: number): void
  /** Strokes from point to point over a dark edge; the opacity of each is asked for by its number. */
  path(points: readonly Spot[], colour: Colour, opacity?: (stroke: number) => number): void
  dot(point: Spot, colour: Colour): void
  area(corners: readonly Spot[], colour: Colour, opacity: number): void
  /** Text on a ground of its colour above that point, or below where it would cover another. */
  label(text: string, point: Spot, colour: Colour): void
  /** The same beside a box; of several texts the first for which there is room without covering another label. */
  tag(texts: readonly string[], box: Box, colour: Colour): void
}

/** Lines that a label is moved down at most, and one of a box up, to where it covers no other. */
const MOST_MOVES = 4

const DARK: Colour = [0, 0, 0]
const EDGE_OPACITY = 0.45

export const createPen = (surface: Surface, font: Font, thickness: number): Pen => {
  const { width, height } = surface
  const findPlace = createPlaces(width, height)
  const margin = Math.max(1, Math.round(font.height / 8))
  const place = ([x, y]: Spot): Spot => [x * width, y * height]
  const stroke = (from: Spot, to: Spot, colour: Colour, opacity: number): void => {
    surface.stroke(from, to, thickness + 2, DARK, opacity * EDGE_OPACITY)
    surface.stroke(from, to, thickness, colour, opacity)
  }
  const widthOf = (text: string): number => [...text].length * font.width + 2 * margin
  const write = (
    texts: readonly string[],
    cornersOf: (wide: number) => readonly Spot[],
    colour: Colour,
  ): void => {
    const words = texts.map((text) => text.normalize('NFC'))
    const choices = words.map((text) => {
      const wide = widthOf(text)
      return { width: wide, height: font.height, corners: cornersOf(wide) }
    })
    const { choice, area } = findPlace(choices)
    surface.rect(area.left, area.top, area.right, area.bottom, colour, 0.85)
    const ink = inkOn(colour)
    ;[...words[choice]!].forEach(
      (one, n) =>
        void surface.stamp(font.mask(one), font.width, area.left + margin + n * font.width, area.top, ink),
    )
  }
  const lines = Array.from({ length: MOST_MOVES + 1 }, (_, n) => n * font.height)
  return {
    box: ([x1, y1, x2, y2], colour, opacity) => {
      const [left, top, right, bottom] = [x1 * width, y1 * height, x2 * width, y2 * height]
      const frame = (by: number, ink: Colour, strength: number): void => {
        surface.rect(left - by, top - by, right + by, top + by, ink, strength)
        surface.rect(left - by, bottom - by, right + by, bottom + by, ink, strength)
        surface.rect(left - by, top + by, left + by, bottom - by, ink, strength)
        surface.rect(right - by, top + by, right + by, bottom - by, ink, strength)
      }
      frame(thickness / 2 + 1, DARK, opacity * EDGE_OPACITY)
      frame(thickness / 2, colour, opacity)
    },
    path: (points, colour, opacity = () => 1) => {
      const spots = points.map(place)
      spots.slice(1).forEach((to, n) => void stroke(spots[n]!, to, colour, opacity(n)))
    },
    dot: (point, colour) => {
      const at = place(point)
      surface.stroke(at, at, thickness * 2 + 2, DARK, EDGE_OPACITY)
      surface.stroke(at, at, thickness * 2, colour, 1)
    },
    area: (corners, colour, opacity) => surface.fill(corners.map(place), colour, opacity),
    label: (text, point, colour) => {
      const [x, y] = place(point)
      const [left, top] = [x - thickness / 2, y - thickness / 2 - font.height]
      write([text], () => lines.map((line): Spot => [left, Math.max(0, top) + line]), colour)
    },
    tag: (texts, [x1, y1, x2, y2], colour) => {
      const half = thickness / 2
      const [left, top] = [x1 * width - half, y1 * height - half]
      const [right, bottom] = [x2 * width + half, y2 * height + half]
      const cornersOf = (wide: number): readonly Spot[] => [
        // Above the box, below it, within it, beside it, and farther up.
        [left, top - font.height],
        [right - wide, top - font.height],
        [left, bottom],
        [right - wide, bottom],
        [left, top],
        [left, bottom - font.height],
        [right, top],
        [left - wide, top],
        ...lines.slice(2).map((line): Spot => [left, top - line]),
      ]
      write(texts, cornersOf, colour)
    },
  }
}
