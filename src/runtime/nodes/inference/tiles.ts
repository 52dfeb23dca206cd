import type { Detector } from '../../models/detector.ts'
import type { Region } from '../../models/prepare/placement.ts'
import type { Box, Detection, Rgb } from '../../pipeline/item.ts'
import { area, iou, overlap } from './box-overlap.ts'

export interface Grid {
  readonly columns: number
  readonly rows: number
}

/** Share of a tile that its neighbour has too: what is smaller than that is whole in one of them. */
const OVERLAP = 0.2
/** A box that lies in a better one of its class with more than this share of itself was cut by a tile's edge. */
const INSIDE = 0.6

export const parseTiles = (text: string): Grid => {
  const [columns = 1, rows = 1] = text.split('x').map(Number)
  return { columns, rows }
}

/** Looks at the whole picture and at its tiles, if there are several, and joins what was found; `most`: IoU of two things. */
export const lookInTiles = (
  detector: Detector,
  grid: Grid,
  most: number,
): ((picture: Rgb) => Promise<readonly Detection[]>) => {
  if (grid.columns * grid.rows === 1) return async (picture) => (await detector.look(picture))[0] ?? []
  return async (picture) => {
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
    const found = await detector.look(picture, [whole, ...tilesOf(picture, grid)])
    return join(found.flat(), most)
  }
}

/** Tiles that cover the picture and overlap; a picture smaller than the grid has fewer. */
export const tilesOf = ({ width, height }: { width: number; height: number }, grid: Grid): Region[] => {
  const across = spans(width, grid.columns)
  return spans(height, grid.rows).flatMap(([y, high]) =>
    across.map(([x, wide]) => ({ x, y, width: wide, height: high })),
  )
}

const spans = (length: number, count: number): (readonly [number, number])[] => {
  const parts = Math.min(count, length)
  const size = Math.min(length, Math.ceil(length / (parts - (parts - 1) * OVERLAP)))
  return Array.from({ length: parts }, (_, n) => {
    const start = parts === 1 ? 0 : Math.round((n * (length - size)) / (parts - 1))
    return [start, size] as const
  })
}

const join = (found: readonly Detection[], most: number): Detection[] => {
  const kept: Detection[] = []
  for (const one of found.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))) {
    const same = kept.some((other) => other.class === one.class && covers(other.box, one.box, most))
    if (!same) kept.push(one)
  }
  return kept
}

const covers = (better: Box, box: Box, most: number): boolean =>
  iou(better, box) > most || overlap(better, box) / area(box) > INSIDE
