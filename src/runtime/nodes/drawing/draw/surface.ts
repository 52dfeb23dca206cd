import type { Rgb } from '../../../pipeline/item.ts'

/** Red, green, blue, each 0-255. */
export type Colour = readonly [number, number, number]

/** A place in pixels; the centre of the first pixel is at 0.5. */
export type Spot = readonly [x: number, y: number]

/** What can be drawn on a picture; what lies outside it is left out. `opacity`: 0-1. */
export interface Surface {
  readonly width: number
  readonly height: number
  rect(left: number, top: number, right: number, bottom: number, colour: Colour, opacity: number): void
  /** A straight stroke with round ends. */
  stroke(from: Spot, to: Spot, thickness: number, colour: Colour, opacity: number): void
  /** A polygon's inside, by the even-odd rule. */
  fill(corners: readonly Spot[], colour: Colour, opacity: number): void
  /** A mask of coverage, 0-255. */
  stamp(mask: Uint8Array, width: number, left: number, top: number, colour: Colour): void
}

export const createSurface = ({ width, height, data }: Rgb): Surface => {
  /** Blends pixels that follow each other: whole numbers alone, since zones are large. */
  const run = (first: number, count: number, [red, green, blue]: Colour, opacity: number): void => {
    const share = Math.round(opacity * 256)
    const rest = 256 - share
    const [r, g, b] = [red * share + 128, green * share + 128, blue * share + 128]
    const end = (first + count) * 3
    for (let at = first * 3; at < end; at += 3) {
      data[at] = (data[at]! * rest + r) >> 8
      data[at + 1] = (data[at + 1]! * rest + g) >> 8
      data[at + 2] = (data[at + 2]! * rest + b) >> 8
    }
  }
  /** Pixels whose centres lie from `left` on and before `right`. */
  const span = (row: number, left: number, right: number, colour: Colour, opacity: number): void => {
    const first = Math.max(0, Math.ceil(left - 0.5))
    const last = Math.min(width, Math.ceil(right - 0.5))
    if (last > first) run(row * width + first, last - first, colour, opacity)
  }
  const rows = (top: number, bottom: number, each: (row: number, middle: number) => void): void => {
    const last = Math.min(height, Math.ceil(bottom - 0.5))
    for (let row = Math.max(0, Math.ceil(top - 0.5)); row < last; row++) each(row, row + 0.5)
  }
  const rect: Surface['rect'] = (left, top, right, bottom, colour, opacity) =>
    rows(top, bottom, (row) => span(row, left, right, colour, opacity))

  return {
    width,
    height,
    rect,
    stroke: ([x1, y1], [x2, y2], thickness, colour, opacity) => {
      const half = thickness / 2
      const [dx, dy] = [x2 - x1, y2 - y1]
      const square = dx * dx + dy * dy
      /** From where to where the middle of the stroke is no farther from that row than its edge. */
      const reach = (y: number): readonly [number, number] => {
        if (dy === 0) return [Math.min(x1, x2), Math.max(x1, x2)]
        const clamp = (along: number): number => x1 + Math.max(0, Math.min(1, along)) * dx
        const [a, b] = [clamp((y - half - 1 - y1) / dy), clamp((y + half + 1 - y1) / dy)]
        return [Math.min(a, b), Math.max(a, b)]
      }
      rows(Math.min(y1, y2) - half, Math.max(y1, y2) + half, (row, y) => {
        const [left, right] = reach(y)
        const from = Math.max(0, Math.floor(left - half - 1))
        const to = Math.min(width, Math.ceil(right + half + 1))
        for (let column = from; column < to; column++) {
          const x = column + 0.5
          const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square))
          const off = Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
          // The edge fades over one pixel.
          const covered = Math.min(1, half + 0.5 - off)
          if (covered > 0) run(row * width + column, 1, colour, opacity * covered)
        }
      })
    },
    fill: (corners, colour, opacity) => {
      const heights = corners.map(([, y]) => y)
      rows(Math.min(...heights), Math.max(...heights), (row, y) => {
        const cuts = corners
          .flatMap(([x1, y1], n) => {
            const [x2, y2] = corners[(n + 1) % corners.length]!
            return y1 > y === y2 > y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)]
          })
          .sort((a, b) => a - b)
        for (let n = 0; n + 1 < cuts.length; n += 2) span(row, cuts[n]!, cuts[n + 1]!, colour, opacity)
      })
    },
    stamp: (mask, columns, left, top, colour) => {
      for (let at = 0; at < mask.length; at++) {
        const covered = mask[at]!
        const [x, y] = [left + (at % columns), top + Math.floor(at / columns)]
        if (covered > 0 && x >= 0 && x < width && y >= 0 && y < height)
          run(y * width + x, 1, colour, covered / 255)
      }
    },
  }
}
