import type { Box, FrameInfo } from '../../pipeline/item.ts'

/** Where a track is in a frame. */
export interface Place {
  readonly trackId: number
  readonly box: Box
}

export interface Placed {
  readonly frame: FrameInfo
  readonly places: readonly Place[]
}

export interface GapFiller {
  /** The next frame and what is seen in it; gives the frames that wait for nothing more, oldest first. */
  take(frame: FrameInfo, seen: readonly Place[]): Placed[]
  /** Those that still wait, as they are. */
  rest(): Placed[]
}

/** Frames in a row, before a gap and behind it; a track that is seen now and then is more often a false one. */
const ROW = 5
/** Frames of a gap at most, whatever their times say. */
const MOST_FRAMES = 300

interface Held {
  /** How many frames came before it. */
  readonly at: number
  readonly frame: FrameInfo
  readonly places: Place[]
}

interface Seen {
  readonly at: number
  readonly frame: FrameInfo
  readonly box: Box
}

interface Known {
  /** Frames in a row in which it was seen, up to `last`. */
  row: number
  last: Seen
  /** It has come back, and is not yet seen for as long as it takes. */
  gap?: { readonly from: Seen; readonly to: Seen } | undefined
}

/**
 * Puts a track onto the frames of a gap of `mostMs` of capture time at most, on a straight line between where it was
 * seen before and behind it (as ByteTrack's results are, Zhang et al. 2022, arXiv:2110.06864, section 4.1).
 */
export const createGapFiller = (mostMs: number): GapFiller => {
  const mostNs = BigInt(Math.round(mostMs)) * 1_000_000n
  const known = new Map<number, Known>()
  const held: Held[] = []
  let frames = 0

  const fill = (trackId: number, from: Seen, to: Seen): void => {
    for (const { at, frame, places } of held) {
      if (at <= from.at || at >= to.at) continue
      const share = (frame.index - from.frame.index) / (to.frame.index - from.frame.index)
      places.push({ trackId, box: between(from.box, to.box, share) })
    }
  }
  const isShort = (from: Seen, frame: FrameInfo, at: number): boolean =>
    frame.captureNs - from.frame.captureNs <= mostNs && at - from.at <= MOST_FRAMES
  const see = (trackId: number, now: Seen): void => {
    const before = known.get(trackId)
    if (before === undefined) {
      known.set(trackId, { row: 1, last: now })
      return
    }
    if (before.last.at === now.at - 1) before.row += 1
    else {
      before.gap = { from: before.last, to: now }
      before.row = 1
    }
    before.last = now
    if (before.gap === undefined || before.row < ROW) return
    fill(trackId, before.gap.from, before.gap.to)
    before.gap = undefined
  }
  /** A track that is missed stays known only where its gap may still be filled. */
  const forget = (frame: FrameInfo, at: number): void => {
    for (const [trackId, one] of known) {
      if (one.last.at === at) continue
      if (one.row < ROW || !isShort(one.last, frame, at)) known.delete(trackId)
    }
  }
  /** The first frame that something may still be put onto. */
  const openFrom = (at: number): number => {
    let first = at + 1
    for (const { last, gap } of known.values()) first = Math.min(first, (gap?.from ?? last).at + 1)
    return first
  }
  const release = (before: number): Placed[] => {
    const count = held.findIndex((one) => one.at >= before)
    return held.splice(0, count === -1 ? held.length : count)
  }
  return {
    take({ index, captureNs, width, height }, seen) {
      const at = frames++
      // Not the frame itself, which is released.
      const frame = { index, captureNs, width, height }
      forget(frame, at - 1)
      held.push({ at, frame, places: [...seen] })
      for (const { trackId, box } of seen) see(trackId, { at, frame, box })
      return release(openFrom(at))
    },
    rest: () => held.splice(0),
  }
}

const between = (from: Box, to: Box, share: number): Box => {
  const side = (n: 0 | 1 | 2 | 3): number => from[n] * (1 - share) + to[n] * share
  return [side(0), side(1), side(2), side(3)]
}
