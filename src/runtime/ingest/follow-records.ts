import { messageOf } from '../errors.ts'
import type { Collection, Records } from '../records/store.ts'
import type { Image, Pod, Recorded, Stream } from '../records/types.ts'
import { pause } from '../service/pause.ts'
import { jittered } from '../process/retry-back-off.ts'

/** What the routes do with each change of the records. */
export interface RouteChanges {
  image(record: Image): void
  imageGone(name: string): void
  stream(record: Stream): void
  streamGone(name: string): void
  pod(record: Pod): void
  podGone(name: string): void
}

export interface FollowOptions {
  readonly records: Pick<Records, 'images' | 'streams' | 'pods'>
  readonly changes: RouteChanges
  /** Called once, when all that is there has been given. */
  readonly synced: () => void
  /** The records are away, and why, or empty: they are back. Said at each change. */
  readonly trouble: (message: string) => void
  readonly signal: AbortSignal
  readonly random?: () => number
}

const RETRY_MS = 2_000

/**
 * Follows images, streams and pods until the signal aborts. While the records are away all stays as it was last known;
 * when they are back, what has gone meanwhile is told too.
 */
export const followRecords = async (options: FollowOptions): Promise<void> => {
  const { records, changes } = options
  const waiting = new Set(['images', 'streams', 'pods'])
  const troubles = new Map<string, string>()
  const ready = (name: string): void => {
    if (waiting.delete(name) && waiting.size === 0) options.synced()
  }
  const trouble = (name: string, message: string): void => {
    const before = [...troubles.values()].join('; ')
    if (message === '') troubles.delete(name)
    else troubles.set(name, message)
    const now = [...troubles.values()].join('; ')
    if (before !== now) options.trouble(now)
  }
  const one = async <T extends Recorded>(
    name: string,
    collection: Collection<T>,
    put: (record: T) => void,
    removed: (name: string) => void,
  ): Promise<void> => {
    const follow = createFollower(put, removed, () => {
      ready(name)
      trouble(name, '')
    })
    while (!options.signal.aborted) {
      try {
        await follow(collection, options.signal)
        if (!options.signal.aborted) trouble(name, `${name} cannot be followed any more`)
      } catch (error) {
        trouble(name, `${name} cannot be followed: ${messageOf(error)}`)
      }
      await pause(jittered(RETRY_MS, options.random), options.signal)
    }
  }
  await Promise.all([
    one('images', records.images, changes.image, changes.imageGone),
    one('streams', records.streams, changes.stream, changes.streamGone),
    one('pods', records.pods, changes.pod, changes.podGone),
  ])
}

/** Reads one watch to its end; the next one begins with all that is there, so what it does not name has gone. */
const createFollower = <T extends Recorded>(
  put: (record: T) => void,
  removed: (name: string) => void,
  synced: () => void,
) => {
  const known = new Set<string>()
  const drop = (name: string): void => {
    if (known.delete(name)) removed(name)
  }
  return async (collection: Collection<T>, signal: AbortSignal): Promise<void> => {
    const unseen = new Set(known)
    for await (const change of collection.watch(signal)) {
      if (change.type === 'put') {
        unseen.delete(change.record.name)
        known.add(change.record.name)
        put(change.record)
      } else if (change.type === 'removed') drop(change.name)
      else {
        for (const name of unseen) drop(name)
        synced()
      }
    }
  }
}
