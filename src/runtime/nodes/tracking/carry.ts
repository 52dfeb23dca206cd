import type { Box, Item, Track } from '../../pipeline/item.ts'
import type { Follower } from './follower.ts'

/** Tracks of one frame that was looked at, with its capture time in seconds. */
interface Looked {
  readonly tracks: readonly Track[]
  readonly at: number
}

/**
 * Carries tracks over frames that no detector looked at (`detect every=n`): each goes on as it went between the last two
 * looks, as coasting. The method itself sees only frames that were looked at.
 */
export const carryBetween = (follow: Follower): Follower => {
  let before: Looked | undefined
  let last: Looked | undefined
  return (item) => {
    if (item.detections === undefined) return last ? carried(last, before, secondsOf(item)) : []
    before = last
    last = { tracks: follow(item), at: secondsOf(item) }
    return [...last.tracks]
  }
}

const secondsOf = ({ frame }: Item): number => Number(frame.captureNs) / 1e9

const carried = (last: Looked, before: Looked | undefined, now: number): Track[] =>
  last.tracks.map((track) => {
    const earlier = before?.tracks.find(({ trackId }) => trackId === track.trackId)
    const share = before && last.at > before.at ? (now - last.at) / (last.at - before.at) : 0
    return {
      ...track,
      coasting: true,
      carried: !track.coasting,
      box: earlier ? moved(earlier.box, track.box, share) : track.box,
    }
  })

/** The box moved on by `share` of the way from the first to the second; its size stays. */
const moved = (from: Box, to: Box, share: number): Box => {
  const x = (share * (to[0] + to[2] - from[0] - from[2])) / 2
  const y = (share * (to[1] + to[3] - from[1] - from[3])) / 2
  return [to[0] + x, to[1] + y, to[2] + x, to[3] + y]
}
