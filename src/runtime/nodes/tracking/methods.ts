import { createAdaptiveFollower } from './adaptive.ts'
import { createByteTrack } from './bytetrack/bytetrack.ts'
import type { Follower, FollowerOptions } from './follower.ts'
import { createSort } from './sort/sort.ts'

const METHODS: Readonly<Record<string, (options: FollowerOptions) => Follower>> = {
  gaze: createAdaptiveFollower,
  sort: createSort,
  bytetrack: createByteTrack,
}

/** `method` is one of those that the node's type names. */
export const createFollower = (method: string, options: FollowerOptions): Follower =>
  (METHODS[method] ?? createAdaptiveFollower)(options)
