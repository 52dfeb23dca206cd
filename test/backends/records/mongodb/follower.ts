import type { Change, Collection } from '../../../../src/runtime/records/store.ts'
import type { Recorded } from '../../../../src/runtime/records/types.ts'

/** What a follower knows, kept up by a watch. */
export interface Follower<T> {
  readonly known: ReadonlyMap<string, T>
  readonly synced: boolean
  /** Every change given, in order: `+name`, `-name`, `synced`. */
  readonly told: readonly string[]
  stop(): Promise<void>
}

export const follow = <T extends Recorded>(collection: Collection<T>): Follower<T> => {
  const abort = new AbortController()
  const known = new Map<string, T>()
  const told: string[] = []
  let synced = false
  const see = (change: Change<T>): void => {
    if (change.type === 'synced') synced = true
    if (change.type === 'put') known.set(change.record.name, change.record)
    if (change.type === 'removed') known.delete(change.name)
    told.push(
      change.type === 'put'
        ? `+${change.record.name}`
        : change.type === 'removed'
          ? `-${change.name}`
          : 'synced',
    )
  }
  const read = async (): Promise<void> => {
    for await (const change of collection.watch(abort.signal)) see(change)
  }
  const ended = read()
  return {
    known,
    told,
    get synced() {
      return synced
    },
    stop: async () => {
      abort.abort()
      await ended
    },
  }
}
