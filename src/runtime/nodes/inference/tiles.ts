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
/** A box so near to an edge of its tile, in shares of the tile's side, may be cut off there, */
const AT_EDGE = 0.02
/** and was, if it lies in a better one with more than this share of itself. */
const INSIDE = 0.6

export const parseTiles = (text: string): Grid => {
  const [columns = 1, rows = 1] = text.split('x').map(Number)
  return { columns, rows }
}

/** What is one thing: boxes of which more than `iou` is the same, of one class unless `agnostic`. */
export interface Sameness {
  readonly iou: number
  readonly agnostic: boolean
}

/** Looks at the whole picture and at its tiles, if there are several, and joins what was found, best first. */
export const lookInTiles = (
  detector: Detector,
  grid: Grid,
  same: Sameness,
): ((picture: Rgb) => Promise<readonly Detection[]>) => {
  if (grid.columns * grid.rows === 1) return async (picture) => (await detector.look(picture))[0] ?? []
  return async (picture) => {
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
    const regions = [whole, ...tilesOf(picture, grid)]
    const found = (await detector.look(picture, regions)).flatMap((detections, n) =>
      detections.map((detection) => ({ detection, cut: isCut(detection.box, regions[n]!, picture) })),
    )
    return join(found, same)
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

interface Found {
  readonly detection: Detection
  /** It reaches an edge of its tile behind which the picture goes on. */
  readonly cut: boolean
}

const isCut = ([x1, y1, x2, y2]: Box, tile: Region, picture: { width: number; height: number }): boolean => {
  const cutAlong = (from: number, to: number, start: number, size: number, length: number): boolean => {
    const near = AT_EDGE * size
    return (
      (start > 0 && from * length <= start + near) ||
      (start + size < length && to * length >= start + size - near)
    )
  }
  return (
    cutAlong(x1, x2, tile.x, tile.width, picture.width) ||
    cutAlong(y1, y2, tile.y, tile.height, picture.height)
  )
}

const byScore = (a: Detection, b: Detection): number => (b.score ?? 0) - (a.score ?? 0)

/** What is whole goes first, so that no part of it takes its place, however sure the part is. */
const join = (found: readonly Found[], { iou: most, agnostic }: Sameness): Detection[] => {
  const ordered = found.toSorted((a, b) => Number(a.cut) - Number(b.cut) || byScore(a.detection, b.detection))
  const kept: Detection[] = []
  for (const { detection, cut } of ordered) {
    const isKnown = kept.some(
      (other) =>
        (agnostic || other.class === detection.class) &&
        (iou(other.box, detection.box) > most || (cut && inside(other.box, detection.box) > INSIDE)),
    )
    if (!isKnown) kept.push(detection)
  }
  return kept.sort(byScore)
}

/** The share of a box that lies in another. */
const inside = (other: Box, box: Box): number => overlap(other, box) / area(box)
