import type { Detector } from '../../../models/detector.ts'
import { onPicture } from '../../../pipeline/box.ts'
import type { Box, Detection, Item, Track } from '../../../pipeline/item.ts'
import type { NodeContext } from '../../../pipeline/node.ts'
import type { GazeEvent } from '../../../wire/event.ts'
import { described } from '../../described.ts'
import { type Change, createClassChanges } from './class-changes.ts'
import { regionOf } from '../region.ts'

interface ClassParams {
  readonly top: number
  /** Milliseconds. */
  readonly hold: number
}

/** What is found may come out of turn; in the item's turn it is compared with what was there before. */
type Look = (item: Item) => Promise<() => Item>

const WHOLE: Box = [0, 0, 1, 1]
/** Seconds after which a track that is not given any more is forgotten; `track` remembers none for longer. */
const FORGET = 60

const secondsOf = ({ frame }: Item): number => Number(frame.captureNs) / 1e9

const withEvents = (item: Item, made: readonly GazeEvent[]): Item =>
  made.length === 0 ? item : { ...item, events: [...(item.events ?? []), ...made] }

/** Gives each picture its likeliest classes. */
export const classifyPictures = (detector: Detector, params: ClassParams, context: NodeContext): Look => {
  const changeOf = createClassChanges(params.hold / 1000)
  return async (item) => {
    const found = (await detector.look(item.frame.rgb()))[0] ?? []
    const best = found[0]
    return () => {
      const change = changeOf(best?.class, secondsOf(item))
      const made = change && context.event('gaze.class.changed', item.frame, pictureData(best, change))
      return withEvents({ ...item, detections: found.slice(0, params.top) }, made ? [made] : [])
    }
  }
}

const pictureData = (best: Detection | undefined, { before }: Change): Record<string, unknown> => ({
  ...(best === undefined ? { class: null, box: WHOLE } : described(best)),
  ...(before === undefined ? {} : { before }),
})

/** Gives tracks, or else detections, the class that the model sees in them, where it is sure enough. */
export const classifyThings = (detector: Detector, params: ClassParams, context: NodeContext): Look => {
  const bestOf = async ({ frame }: Item, things: readonly Detection[]) => {
    if (things.length === 0) return []
    const picture = frame.rgb()
    const regions = things.map(({ box }) => regionOf(onPicture(box), picture))
    return (await detector.look(picture, regions)).map(([best]) => best)
  }
  const remember = createTrackClasses(params.hold / 1000)
  const remembered = (
    item: Item,
    all: readonly Track[],
    best: ReadonlyMap<number, Detection | undefined>,
  ) => {
    const { tracks, changed } = remember(all, best, secondsOf(item))
    const made = changed.map(({ track, before }) =>
      context.event('gaze.class.changed', item.frame, {
        ...described(track),
        ...(before === undefined ? {} : { before }),
      }),
    )
    return withEvents({ ...item, tracks }, made)
  }
  return async (item) => {
    const { tracks, detections = [] } = item
    if (tracks === undefined) {
      const found = await bestOf(item, detections)
      return () => ({ ...item, detections: detections.map((one, n) => named(one, found[n])) })
    }
    const seen = tracks.filter(({ coasting }) => !coasting)
    const found = await bestOf(item, seen)
    return () => remembered(item, tracks, new Map(seen.map(({ trackId }, n) => [trackId, found[n]])))
  }
}

const named = <T extends Detection>(one: T, best: Detection | undefined): T =>
  best === undefined
    ? one
    : { ...one, class: best.class, ...(best.score !== undefined && { score: best.score }) }

interface Remembered {
  readonly changeOf: ReturnType<typeof createClassChanges>
  best: Detection
  seen: number
}

/** What each track was last taken for: it stays that while nothing looks at it, or nothing is sure. */
const createTrackClasses = (hold: number) => {
  const known = new Map<number, Remembered>()
  const note = (id: number, best: Detection | undefined, now: number): Change | undefined => {
    const before = known.get(id)
    if (before) before.seen = now
    if (best === undefined) return undefined
    const entry = before ?? { changeOf: createClassChanges(hold), best, seen: now }
    entry.best = best
    known.set(id, entry)
    return entry.changeOf(best.class, now)
  }
  return (tracks: readonly Track[], found: ReadonlyMap<number, Detection | undefined>, now: number) => {
    for (const [id, { seen }] of known) if (now - seen > FORGET) known.delete(id)
    const changed: (Change & { readonly track: Track })[] = []
    const classified = tracks.map((track) => {
      const change = note(track.trackId, found.get(track.trackId), now)
      const given = named(track, known.get(track.trackId)?.best)
      if (change) changed.push({ ...change, track: given })
      return given
    })
    return { tracks: classified, changed }
  }
}
