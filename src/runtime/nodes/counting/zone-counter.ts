import type { Track } from '../../pipeline/item.ts'
import type { Polygon } from '../../pipeline/params.ts'
import { type Anchor, anchorOf } from './anchor.ts'
import { createZoneSide, type ZoneSide } from './zone-side.ts'

export interface ZoneCounterOptions {
  readonly polygon: Polygon
  readonly anchor: Anchor
  /** Share of the picture's longer side within which inside and outside do not change. */
  readonly hysteresis: number
  /** Classes that may enter; undefined for all. */
  readonly classes: readonly string[] | undefined
  /** Milliseconds after which a stay is told of, once; undefined for never. */
  readonly dwell: number | undefined
}

/** What a track did in this frame. */
export interface ZoneChange {
  readonly kind: 'entered' | 'left' | 'dwelt'
  /** As it was seen last. */
  readonly track: Track
  /** Milliseconds since it entered; until it was seen last, where it is lost. */
  readonly dwellMs: number
  /** It left because it is followed no more. */
  readonly lost: boolean
}

interface Stay {
  readonly since: bigint
  track: Track
  seen: bigint
  told: boolean
}

const MS = 1_000_000n

export interface ZoneCounter {
  /**
   * Changes by this frame's tracks; `captureNs` is its time, `aspect` the picture's width by its height, `awaited` are
   * the tracks that are hidden and may be known again.
   */
  look(tracks: readonly Track[], captureNs: bigint, aspect: number, awaited?: readonly number[]): ZoneChange[]
  /** Those inside, as they were seen last. */
  inside(): Track[]
}

/**
 * Knows who is inside a polygon. What is first seen inside enters there; what is lost inside
 * for good leaves, and what is hidden for a while stays.
 */
export const createZoneCounter = (options: ZoneCounterOptions): ZoneCounter => {
  const stays = new Map<number, Stay>()
  let [side, sideAspect]: [ZoneSide | undefined, number] = [undefined, 0]

  const sideFor = (aspect: number): ZoneSide => {
    if (side === undefined || aspect !== sideAspect)
      side = createZoneSide(options.polygon, aspect, 2 * options.hysteresis)
    sideAspect = aspect
    return side
  }
  const change = (kind: ZoneChange['kind'], stay: Stay, lost = false): ZoneChange => ({
    kind,
    track: stay.track,
    dwellMs: Number((stay.seen - stay.since) / MS),
    lost,
  })
  const lose = (tracks: readonly Track[], awaited: readonly number[]): ZoneChange[] => {
    const there = new Set([...tracks.map(({ trackId }) => trackId), ...awaited])
    return [...stays].flatMap(([id, stay]) => {
      if (there.has(id)) return []
      stays.delete(id)
      return [change('left', stay, true)]
    })
  }
  const enter = (track: Track, now: bigint): ZoneChange[] => {
    if (options.classes !== undefined && !options.classes.includes(track.class)) return []
    const stay = { since: now, seen: now, track, told: false }
    stays.set(track.trackId, stay)
    return [change('entered', stay)]
  }
  const remain = (stay: Stay): ZoneChange[] => {
    if (options.dwell === undefined || stay.told) return []
    const dwelt = change('dwelt', stay)
    if (dwelt.dwellMs < options.dwell) return []
    stay.told = true
    return [dwelt]
  }
  const see = (track: Track, now: bigint, { depthOf, deepest }: ZoneSide): ZoneChange[] => {
    const stay = stays.get(track.trackId)
    const depth = depthOf(anchorOf(track.box, options.anchor))
    // A zone that is nowhere so deep could not be entered at all.
    const margin = Math.min(options.hysteresis, deepest / 2)
    if (stay === undefined) return depth >= margin && depth > 0 ? enter(track, now) : []
    stay.track = track
    stay.seen = now
    if (depth > -margin) return remain(stay)
    stays.delete(track.trackId)
    return [...remain(stay), change('left', stay)]
  }
  return {
    look: (tracks, captureNs, aspect, awaited = []) => {
      const zone = sideFor(aspect)
      // What is only foreseen neither enters nor leaves.
      const seen = tracks.filter(({ coasting }) => !coasting)
      return [...lose(tracks, awaited), ...seen.flatMap((track) => see(track, captureNs, zone))]
    },
    inside: () => [...stays.values()].map(({ track }) => track),
  }
}
