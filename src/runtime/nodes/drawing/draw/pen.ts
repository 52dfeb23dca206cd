import type { Box } from '../../../pipeline/item.ts'
import { inkOn } from './colours.ts'
import type { Font } from './font.ts'
import type { Colour, Spot, Surface } from './surface.ts'

/** Marks of a size that suits the picture; coordinates are 0-1 of it. */
export interface Pen {
  box(box: Box, colour: Colour, opacity: number): void
  /** Strokes from point to point over a dark edge; the opacity of each is asked for by its number. */
  path(points: readonly Spot[], colour: Colour, opacity?: (stroke: number) => number): void
  dot(point: Spot, colour: Colour): void
  area(corners: readonly Spot[], colour: Colour, opacity: number): void
  /** Text on a ground of its colour, its lower left corner at that point, moved onto the picture where it stands out, and down where it would cover another. */
  label(text: string, point: Spot, colour: Colour): void
}

interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const overlap = (a: Area, b: Area): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** Lines that a label is moved down at most, to where it covers no other. */
const MOST_MOVES = 4

const DARK: Colour = [0, 0, 0]
const EDGE_OPACITY = 0.45

export const createPen = (surface: Surface, font: Font, thickness: number): Pen => {
  const { width, height } = surface
  const labels: Area[] = []
  const place = ([x, y]: Spot): Spot => [x * width, y * height]
  const stroke = (from: Spot, to: Spot, colour: Colour, opacity: number): void => {
    surface.stroke(from, to, thickness + 2, DARK, opacity * EDGE_OPACITY)
    surface.stroke(from, to, thickness, colour, opacity)
  }
  const freeTop = (left: number, wide: number, wanted: number): number => {
    const areas = Array.from({ length: MOST_MOVES + 1 }, (_, move): Area => {
      const top = wanted + move * font.height
      return { left, top, right: left + wide, bottom: top + font.height }
    })
    const free = areas.find((area) => area.bottom <= height && !labels.some((label) => overlap(label, area)))
    const taken = free ?? areas[0]!
    labels.push(taken)
    return taken.top
  }
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
      const characters = [...text.normalize('NFC')]
      const margin = Math.max(1, Math.round(font.height / 8))
      const wide = characters.length * font.width + 2 * margin
      const [x, y] = place(point)
      const left = Math.round(Math.max(0, Math.min(x - thickness / 2, width - wide)))
      const top = freeTop(
        left,
        wide,
        Math.round(Math.max(0, Math.min(y - thickness / 2 - font.height, height - font.height))),
      )
      surface.rect(left, top, left + wide, top + font.height, colour, 0.85)
      const ink = inkOn(colour)
      characters.forEach(
        (one, n) => void surface.stamp(font.mask(one), font.width, left + margin + n * font.width, top, ink),
      )
    },
  }
}
