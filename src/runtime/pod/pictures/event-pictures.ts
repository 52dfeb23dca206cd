import type { Frame, FrameInfo } from '../../pipeline/item.ts'
import type { GazeEvent } from '../../wire/event.ts'

/** How pictures of events are kept; what is over a bound drives out the oldest. */
const MOST = 64
const MOST_BYTES = 16 * 1024 * 1024
/** Pictures made a second; those of further events are skipped, so that a storm of events costs no frames. */
const MOST_A_SECOND = 10

export interface PicturesState {
  /** Pictures that are there, and their size. */
  readonly kept: number
  readonly bytes: number
  /** Frames of events of which none was kept: `too-many` at once, `no-picture` to be had, `failed` to encode. */
  readonly skipped: Readonly<Record<string, number>>
}

/** JPEGs of the frames that the newest events are about, by the events' ids. */
export interface EventPictures {
  /** Takes the picture while the frame is there. */
  keep(events: readonly GazeEvent[], frame: Frame): void
  /** Undefined when there is none, or none any more. */
  get(id: string): Promise<Uint8Array | undefined> | undefined
  /** Ids of the events whose pictures are there. */
  ids(): string[]
  state(): PicturesState
}

interface Entry {
  readonly frame: string
  readonly ids: string[]
  readonly jpeg: Promise<Uint8Array | undefined>
  bytes: number
}

const nameOf = ({ index, captureNs }: FrameInfo): string => `${index} ${captureNs}`

const createLimit = (now: () => number): (() => boolean) => {
  let [begin, count] = [0, 0]
  return () => {
    if (now() - begin >= 1_000) [begin, count] = [now(), 0]
    count += 1
    return count <= MOST_A_SECOND
  }
}

/** `now`: Unix time in milliseconds. */
export const createEventPictures = (now: () => number = Date.now): EventPictures => {
  const entries: Entry[] = []
  const byId = new Map<string, Entry>()
  const skipped: Record<string, number> = {}
  const mayTake = createLimit(now)
  let bytes = 0
  const skip = (reason: string): undefined => {
    skipped[reason] = (skipped[reason] ?? 0) + 1
  }
  const drop = (entry: Entry): void => {
    const at = entries.indexOf(entry)
    if (at < 0) return
    entries.splice(at, 1)
    bytes -= entry.bytes
    for (const id of entry.ids) if (byId.get(id) === entry) byId.delete(id)
  }
  const trim = (): void => {
    while (entries.length > MOST || bytes > MOST_BYTES) drop(entries[0]!)
  }
  /** Its size is known once it is encoded; without a picture it goes again. */
  const settle = async (entry: Entry): Promise<void> => {
    const jpeg = await entry.jpeg
    if (jpeg === undefined) return drop(entry)
    if (!entries.includes(entry)) return
    entry.bytes = jpeg.byteLength
    bytes += entry.bytes
    trim()
  }
  const take = (frame: Frame): Entry | undefined => {
    if (!mayTake()) return skip('too-many')
    const picture = frame.picture()
    if (picture === undefined) return skip('no-picture')
    const jpeg = picture.then(
      (one) => one ?? skip('no-picture'),
      () => skip('failed'),
    )
    const entry: Entry = { frame: nameOf(frame), ids: [], jpeg, bytes: 0 }
    entries.push(entry)
    trim()
    void settle(entry)
    return entry
  }
  return {
    keep: (events, frame) => {
      const last = entries.at(-1)
      const entry = last?.frame === nameOf(frame) ? last : take(frame)
      if (entry === undefined) return
      for (const { id } of events) {
        entry.ids.push(id)
        byId.set(id, entry)
      }
    },
    get: (id) => byId.get(id)?.jpeg,
    ids: () => [...byId.keys()],
    state: () => ({ kept: entries.length, bytes, skipped: { ...skipped } }),
  }
}
