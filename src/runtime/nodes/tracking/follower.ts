import type { Item, Track } from '../../pipeline/item.ts'

/** Takes each frame's detections in turn and gives the tracks that are known then. */
export type Follower = (item: Item) => Track[]

/** What a user may say of any method; undefined: the method's own default. Times in seconds, scores 0-1. */
export interface FollowerOptions {
  /** For how long something may be unseen and still be known again. */
  readonly lost?: number | undefined
  /** For how long something must be seen before it gets a number. */
  readonly confirm?: number | undefined
  /** Detections with at least this score are believed. */
  readonly high?: number | undefined
  /** Detections with less are ignored; those between may go on with a track and begin none. */
  readonly low?: number | undefined
  /** Is told after each look which numbers are kept although their tracks are not given, since they may be known again. */
  awaits?(ids: readonly number[]): void
}
