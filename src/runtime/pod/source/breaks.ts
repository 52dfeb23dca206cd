import { createEventMaker } from '../../pipeline/engine/events.ts'
import type { GazeEvent } from '../../wire/event.ts'

/** Tells by events when the source stops giving frames, and when it gives them again. */
export interface Breaks {
  /** It has broken off or cannot be reached, and is asked again. */
  away(reason: string): void
  /** A frame has come. */
  frame(): void
}

export const createBreaks = (
  { stream, generation }: { readonly stream: string; readonly generation: number },
  append: (event: GazeEvent) => void,
  now: () => number = Date.now,
): Breaks => {
  // Named by their time, as all that happens once.
  const make = createEventMaker(stream, generation, `/gaze/streams/${stream}`, () => true)
  let awaySince: number | undefined
  const tell = (type: string, data: Readonly<Record<string, unknown>>): void =>
    append(make(type, { index: 0, captureNs: BigInt(now()) * 1_000_000n, width: 0, height: 0 }, data))
  return {
    away: (reason) => {
      if (awaySince !== undefined) return
      awaySince = now()
      tell('gaze.stream.stalled', { reason })
    },
    frame: () => {
      if (awaySince === undefined) return
      const awayMs = now() - awaySince
      awaySince = undefined
      tell('gaze.stream.recovered', { awayMs })
    },
  }
}
