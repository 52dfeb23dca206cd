import type { Collection, Records } from '../records/store.ts'
import type { Image, Pod, Recorded, Stream } from '../records/types.ts'

/** What the routes do with each change of the records. */
export interface RouteChanges {
  image(record: Image): void
  imageGone(name: string): void
  stream(record: Stream): void
  streamGone(name: string): void
  pod(record: Pod): void
  podGone(name: string): void
}

/** Follows images, streams and pods until the signal aborts; `synced` is called when all that is there has been given. */
export const followRecords = async (
  records: Pick<Records, 'images' | 'streams' | 'pods'>,
  changes: RouteChanges,
  synced: () => void,
  signal: AbortSignal,
): Promise<void> => {
  let left = 3
  const one = (): void => {
    left -= 1
    if (left === 0) synced()
  }
  await Promise.all([
    follow(records.images, changes.image, changes.imageGone, one, signal),
    follow(records.streams, changes.stream, changes.streamGone, one, signal),
    follow(records.pods, changes.pod, changes.podGone, one, signal),
  ])
}

const follow = async <T extends Recorded>(
  collection: Collection<T>,
  put: (record: T) => void,
  removed: (name: string) => void,
  synced: () => void,
  signal: AbortSignal,
): Promise<void> => {
  for await (const change of collection.watch(signal)) {
    if (change.type === 'put') put(change.record)
    else if (change.type === 'removed') removed(change.name)
    else synced()
  }
}
