import type { Counts } from '../../../ledger/types.ts'
import type { Frame, FrameInfo } from '../../item.ts'
import { originalOf } from '../../original.ts'

interface Entry {
  holders: number
  dropped: string | undefined
  /** Frames that show this one. */
  readonly shown: Set<Frame>
}

/** Who still holds which frame; the last holder's release gives it back, exactly once. */
export interface FrameBook {
  /** A frame enters; whoever admits it holds it. */
  admit(frame: Frame): void
  /** A frame that shows another is released with that one, or at once where that one is gone. */
  attach(frame: Frame): void
  retain(frame: Frame): void
  /** `dropped`: it was not processed whole, and why; the first reason stays. */
  release(frame: Frame, dropped?: string): void
  /** Frames that were lost before they could enter. */
  lost(reason: string, count: number): void
  counts(): Counts
  /** Gives back all that is still held and says how many that were. */
  abandon(reason: string): number
}

/** `done` is told of each frame that everybody is through with. */
export const createFrameBook = (done: (frame: FrameInfo, dropped: string | undefined) => void): FrameBook => {
  const entries = new Map<Frame, Entry>()
  const dropped: Record<string, number> = {}
  let captured = 0
  let processed = 0
  const drop = (reason: string, count: number): void => {
    dropped[reason] = (dropped[reason] ?? 0) + count
  }
  const finish = (frame: Frame, reason: string | undefined): void => {
    const shown = entries.get(frame)?.shown ?? []
    entries.delete(frame)
    if (reason === undefined) processed++
    else drop(reason, 1)
    try {
      for (const one of shown) one.release()
      frame.release()
    } finally {
      done(frame, reason)
    }
  }
  return {
    admit(frame) {
      captured++
      entries.set(frame, { holders: 1, dropped: undefined, shown: new Set() })
    },
    attach(frame) {
      const entry = entries.get(originalOf(frame))
      if (entry) entry.shown.add(frame)
      else frame.release()
    },
    retain(frame) {
      // An item that a node kept until its frame was gone has no entry: it travels on without the picture.
      const entry = entries.get(originalOf(frame))
      if (entry) entry.holders++
    },
    release(frame, reason) {
      const entry = entries.get(originalOf(frame))
      if (!entry) return
      entry.dropped ??= reason
      entry.holders--
      if (entry.holders === 0) finish(originalOf(frame), entry.dropped)
    },
    lost(reason, count) {
      captured += count
      drop(reason, count)
    },
    counts: () => ({ captured, processed, inFlight: entries.size, dropped: { ...dropped } }),
    abandon(reason) {
      const left = [...entries]
      for (const [frame, entry] of left) finish(frame, entry.dropped ?? reason)
      return left.length
    },
  }
}
