import type { Collection, Records } from '../../records/store.ts'
import type { Image, Recorded, Stream } from '../../records/types.ts'

/** All that was recorded at one moment. */
export interface Snapshot {
  readonly images: readonly Image[]
  readonly streams: readonly Stream[]
}

export const takeSnapshot = async ({ images, streams }: Records): Promise<Snapshot> => {
  const [allImages, allStreams] = await Promise.all([images.list(), streams.list()])
  return { images: allImages, streams: allStreams }
}

const read = <T extends Recorded>(collection: Collection<T>, all: readonly T[]): Collection<T> => {
  const byName = new Map(all.map((record) => [record.name, record]))
  return { ...collection, get: async (name) => byName.get(name), list: async () => [...all] }
}

/** Records that read from the snapshot, for a look at many objects that reads the store once. */
export const fromSnapshot = (records: Records, { images, streams }: Snapshot): Records => ({
  ...records,
  images: read(records.images, images),
  streams: read(records.streams, streams),
})

/**
 * Records that list streams from the snapshot, for many writes: the list only says which keys are taken, which the
 * store itself watches over.
 */
export const listingSnapshot = (records: Records, { streams }: Snapshot): Records => ({
  ...records,
  streams: { ...records.streams, list: async () => [...streams] },
})
