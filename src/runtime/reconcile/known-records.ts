import type { Collection, Records } from '../records/store.ts'
import type { Image, Model, Pod, Recorded, Stream } from '../records/types.ts'

/** A collection as it is followed. What is read or written through it is known at once. */
export interface Known<T extends Recorded> extends Pick<Collection<T>, 'get' | 'put' | 'remove'> {
  /** By name; empty until it is synced. */
  all(): readonly T[]
  /** The same, by name; the same map as long as nothing changes. */
  byName(): ReadonlyMap<string, T>
  isSynced(): boolean
  /** Reads the changes until the signal aborts; `heard` is called after each. @throws what the store throws. */
  follow(heard: () => void, signal: AbortSignal): Promise<void>
}

/** The records in memory, so that a round of the reconciler reads nothing. */
export interface KnownRecords {
  readonly streams: Known<Stream>
  readonly images: Known<Image>
  readonly pods: Known<Pod>
  readonly models: Known<Model>
}

const know = <T extends Recorded>(collection: Collection<T>): Known<T> => {
  const records = new Map<string, T>()
  /** What the watch that is on has not named: when it is synced, that is gone. */
  let unseen = new Set<string>()
  let sorted: readonly T[] | undefined
  let named: ReadonlyMap<string, T> | undefined
  let synced = false

  const changed = (): void => {
    sorted = undefined
    named = undefined
  }
  /** News of a write of ours may come after it; a revision of a name is never used again. */
  const put = (record: T): T => {
    unseen.delete(record.name)
    if ((records.get(record.name)?.revision ?? 0) < record.revision) {
      records.set(record.name, record)
      changed()
    }
    return record
  }
  const removed = (name: string): void => {
    if (records.delete(name)) changed()
  }
  return {
    all: () => (sorted ??= [...records.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),
    byName: () => (named ??= new Map(records)),
    isSynced: () => synced,
    get: async (name) => {
      const record = await collection.get(name)
      if (record === undefined) removed(name)
      else put(record)
      return record
    },
    put: async (draft, expected) => put(await collection.put(draft, expected)),
    remove: async (name, expected) => {
      const there = await collection.remove(name, expected)
      removed(name)
      return there
    },
    follow: async (heard, signal) => {
      unseen = new Set(records.keys())
      for await (const change of collection.watch(signal)) {
        if (change.type === 'put') put(change.record)
        else if (change.type === 'removed') removed(change.name)
        else {
          for (const name of unseen) removed(name)
          synced = true
        }
        if (synced) heard()
      }
    },
  }
}

export const knowRecords = (
  records: Pick<Records, 'streams' | 'images' | 'pods' | 'models'>,
): KnownRecords => ({
  streams: know(records.streams),
  images: know(records.images),
  pods: know(records.pods),
  models: know(records.models),
})
