import { createByteTrack } from './bytetrack/bytetrack.ts'
import { createBlobFollower } from './follow.ts'
import type { Follower, FollowerOptions } from './follower.ts'
import { createSort } from './sort/sort.ts'

const METHODS: Readonly<Record<string, (options: FollowerOptions) => Follower>> = {
  gaze: createBlobFollower,
  sort: createSort,
  bytetrack: createByteTrack,
}

/** `method` is one of those that the node's type names. */
export const createFollower = (method: string, options: FollowerOptions): Follower =>
  (METHODS[method] ?? createBlobFollower)(options)
