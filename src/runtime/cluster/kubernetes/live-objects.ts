import type { Informer } from '../../kubernetes/informer.ts'
import type { Kind, Objects } from '../../kubernetes/objects.ts'

/** Objects of one kind as the informer knows them, and as our own writes have just made them. */
export interface LiveObjects<K extends Kind> {
  get(name: string): Objects[K] | undefined
  /** All that the informer knows. */
  readonly all: ReadonlyMap<string, Objects[K]>
  /** The API answered a write with this. */
  wrote(object: Objects[K]): void
  removed(name: string): void
  /** The informer has news of it; without a name, of all. */
  heard(name?: string): void
}

type Versioned = { readonly metadata?: { readonly resourceVersion?: string; readonly uid?: string } }

/** Versions of one kind grow, as the watch cache of the API server itself relies on. */
const versionOf = (object: Versioned): number => Number(object.metadata?.resourceVersion ?? 0)

/** What an informer tells of a write comes a moment later; until then the write's own answer counts. */
export const createLiveObjects = <K extends Kind>(informer: Informer<K>): LiveObjects<K> => {
  const written = new Map<string, Objects[K]>()
  /** Uids of what was removed and is still in the informer. */
  const gone = new Map<string, string | undefined>()

  const get = (name: string): Objects[K] | undefined => {
    const known = informer.objects.get(name)
    const mine = written.get(name)
    if (mine !== undefined && (known === undefined || versionOf(mine) > versionOf(known))) return mine
    if (known !== undefined && gone.has(name) && gone.get(name) === known.metadata?.uid) return undefined
    return known
  }

  return {
    get,
    all: informer.objects,
    wrote: (object) => {
      const name = object.metadata?.name ?? ''
      gone.delete(name)
      written.set(name, object)
    },
    removed: (name) => {
      written.delete(name)
      const known = informer.objects.get(name)
      if (known !== undefined) gone.set(name, known.metadata?.uid)
    },
    heard: (name) => {
      if (name === undefined) {
        written.clear()
        gone.clear()
        return
      }
      const known = informer.objects.get(name)
      const mine = written.get(name)
      if (mine !== undefined && (known === undefined || versionOf(known) >= versionOf(mine)))
        written.delete(name)
      if (known === undefined) gone.delete(name)
    },
  }
}
