import type { Track } from '../../../pipeline/item.ts'
import type { Spot } from './surface.ts'

/** Places of each track, oldest first, by its number. */
export type Trails = ReadonlyMap<number, readonly Spot[]>

interface Step {
  readonly at: bigint
  readonly spot: Spot
}

/** Places kept of a track at most, whatever the rate of frames. */
const MOST = 250

/** Where tracks have been within the last `lengthMs` milliseconds: the middle of the lower edge of their boxes. */
export const createTrails = (lengthMs: number): ((tracks: readonly Track[], captureNs: bigint) => Trails) => {
  let steps = new Map<number, readonly Step[]>()
  const lengthNs = BigInt(Math.round(lengthMs * 1e6))
  return (tracks, captureNs) => {
    if (lengthMs === 0) return new Map()
    // Those that are not there any more are forgotten with their trails.
    steps = new Map(
      tracks.map(({ trackId, box: [x1, , x2, y2] }) => {
        const before = (steps.get(trackId) ?? []).filter(({ at }) => captureNs - at <= lengthNs)
        const spot: Spot = [(x1 + x2) / 2, y2]
        return [trackId, [...before.slice(-MOST + 1), { at: captureNs, spot }]]
      }),
    )
    return new Map([...steps].map(([id, way]) => [id, way.map(({ spot }) => spot)]))
  }
}
