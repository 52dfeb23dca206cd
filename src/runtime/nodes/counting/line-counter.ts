import type { Box, Track } from '../../pipeline/item.ts'
import type { Line, Point } from '../../pipeline/params.ts'
import { type Anchor, anchorOf, unitsOf } from './anchor.ts'
import { distanceTo, meets } from './line-side.ts'

export interface LineCounterOptions {
  readonly line: Line
  readonly anchor: Anchor
  /** Share of the picture's longer side within which the side does not change. */
  readonly hysteresis: number
  /** In the track's own sizes, how far it must have come before it counts. */
  readonly moved: number
}

export type Direction = 'in' | 'out'

export interface Crossing {
  readonly track: Track
  readonly direction: Direction
}

interface Passer {
  /** The side it was last clearly on, and where. */
  side: number
  at: Point
  /** Directions that are spent until it has been its own size away from the line. */
  readonly spent: Set<Direction>
  last: number
}

/** Says in which direction a track has just crossed the line, once for each time that it really did. */
export const createLineCounter = (options: LineCounterOptions) => {
  const passers = new Map<number, Passer>()
  let frames = 0

  const meet = (track: Track, aspect: number): Passer => {
    const known = passers.get(track.trackId)
    if (known) return known
    const at = anchorOf(track.start, options.anchor)
    const passer = {
      side: Math.sign(distanceTo(options.line, at, aspect)),
      at,
      spent: new Set<Direction>(),
      last: 0,
    }
    passers.set(track.trackId, passer)
    return passer
  }

  return {
    /** Crossings of this frame's tracks; `aspect` is the picture's width by its height. */
    look(tracks: readonly Track[], aspect: number): Crossing[] {
      frames++
      const crossed = tracks.flatMap((track) => {
        const passer = meet(track, aspect)
        passer.last = frames
        if (track.coasting) return []
        const direction = cross(passer, track, aspect, options)
        return direction ? [{ track, direction }] : []
      })
      for (const [id, { last }] of passers) if (frames - last > FORGET) passers.delete(id)
      return crossed
    },
  }
}

/** Frames after which a track that is not given any more is forgotten. */
const FORGET = 1000

const cross = (
  passer: Passer,
  track: Track,
  aspect: number,
  options: LineCounterOptions,
): Direction | undefined => {
  const { line, hysteresis } = options
  const here = anchorOf(track.box, options.anchor)
  const off = distanceTo(line, here, aspect)
  if (Math.abs(off) >= lengthOf(track.box, aspect)) passer.spent.clear()
  if (Math.abs(off) < hysteresis) return undefined
  const side = Math.sign(off)
  if (side === passer.side) {
    passer.at = here
    return undefined
  }
  if (travelled(track, aspect) < options.moved) return undefined
  const direction = side > 0 ? 'in' : 'out'
  const through = meets(line, passer.at, here, aspect)
  const known = passer.side !== 0
  passer.side = side
  passer.at = here
  if (!known || !through || passer.spent.has(direction)) return undefined
  passer.spent.add(direction)
  return direction
}

/** The box's size as one length, in units of the picture's longer side. */
const lengthOf = ([x1, y1, x2, y2]: Box, aspect: number): number =>
  Math.sqrt((x2 - x1) * (y2 - y1) * Math.min(aspect, 1 / aspect))

const travelled = (track: Track, aspect: number): number => {
  const a = anchorOf(track.start, 'centre')
  const b = anchorOf(track.box, 'centre')
  const [ux, uy] = unitsOf(aspect)
  return Math.hypot((b.x - a.x) * ux, (b.y - a.y) * uy) / lengthOf(track.box, aspect)
}
