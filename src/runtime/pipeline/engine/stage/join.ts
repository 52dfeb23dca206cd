import type { Frame, Item } from '../../item.ts'
import { originalOf } from '../../original.ts'

/** What is known of a frame when one more way in has spoken. */
export type Joined =
  | { readonly complete: false; readonly first: boolean }
  /** All ways in have spoken; `item` is undefined where none of them had anything. */
  | { readonly complete: true; readonly held: boolean; readonly item: Item | undefined }

const union = <T>(items: readonly Item[], pick: (item: Item) => readonly T[] | undefined): T[] | undefined =>
  items.some((item) => pick(item)) ? [...new Set(items.flatMap((item) => pick(item) ?? []))] : undefined

/** One item with what all of them hold, in their order; what several hold is taken once. */
const merge = (items: readonly Item[]): Item => {
  const detections = union(items, (item) => item.detections)
  const tracks = union(items, (item) => item.tracks)
  const awaited = union(items, (item) => item.awaited)
  const events = union(items, (item) => item.events)
  const overlays = union(items, (item) => item.overlays)
  return {
    // Of a frame and a drawing of it the drawing is wanted.
    frame: (items.find(({ frame }) => frame.original !== undefined) ?? items[0]!).frame,
    ...(detections && { detections }),
    ...(tracks && { tracks }),
    ...(awaited && { awaited }),
    ...(events && { events }),
    ...(overlays && { overlays }),
  }
}

const mergeThere = (items: readonly (Item | undefined)[]): Item | undefined => {
  const there = items.filter((item) => item !== undefined)
  return there.length > 1 ? merge(there) : there[0]
}

/** Puts together what comes for one frame by several ways, so that the order of arrival does not matter. */
export interface Join {
  arrive(way: number, frame: Frame, item: Item | undefined): Joined
  /** What still waits for another way, oldest first; forgets it. */
  rest(): Item[]
}

export const createJoin = (ways: number): Join => {
  const open = new Map<Frame, { spoken: Set<number>; items: (Item | undefined)[] }>()
  const closed = new WeakSet<Frame>()
  return {
    arrive(way, given, item) {
      const frame = originalOf(given)
      // A node may give a frame twice or late: what comes after the others were joined goes on alone.
      if (closed.has(frame)) return { complete: true, held: false, item }
      const first = !open.has(frame)
      const entry = open.get(frame) ?? { spoken: new Set(), items: [] }
      open.set(frame, entry)
      entry.spoken.add(way)
      entry.items[way] = mergeThere([entry.items[way], item])
      if (entry.spoken.size < ways) return { complete: false, first }
      open.delete(frame)
      closed.add(frame)
      return { complete: true, held: !first, item: mergeThere(entry.items) }
    },
    rest() {
      const items = [...open.values()].flatMap((entry) => mergeThere(entry.items) ?? [])
      open.clear()
      return items
    },
  }
}
