import type { Detection } from '../../pipeline/item.ts'
import { createBoxFollower } from './boxes/box-follower.ts'
import { createBlobFollower } from './blobs/blob-follower.ts'
import type { Follower, FollowerOptions } from './follower.ts'

/** What a method gives that cannot tell things apart (`motion`): blobs that fall into parts and run together. */
const isBlob = ({ class: kind, score }: Detection): boolean => kind === 'object' && score === undefined

/** Gaze's own way: the first detection says whether blobs or a detector's boxes are to be followed. */
export const createAdaptiveFollower = (options: FollowerOptions): Follower => {
  let follow: Follower | undefined
  return (item) => {
    const one = item.detections?.[0]
    if (one !== undefined) follow ??= isBlob(one) ? createBlobFollower(options) : createBoxFollower(options)
    return follow?.(item) ?? []
  }
}
