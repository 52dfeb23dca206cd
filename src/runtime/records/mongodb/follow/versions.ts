import type { Change } from '../../store.ts'
import type { Recorded } from '../../types.ts'
import type { TouchedDocuments } from './touched.ts'

/** A record, and the document that holds it. */
export interface Found<T extends Recorded> {
  readonly id: string
  readonly record: T
}

/** Which revisions a follower has been told of. */
export interface Versions<T extends Recorded> {
  /** Names of which another revision is listed, none, or one that is not known. */
  differing(list: ReadonlyMap<string, number>): string[]
  /** Takes in what was found. @returns What of it is news */
  learn(found: readonly Found<T>[]): Change<T>[]
  /** Takes in that of the documents that were looked at only these were found. */
  forgetMissing(looked: TouchedDocuments, found: readonly Found<T>[]): Change<T>[]
}

export const createVersions = <T extends Recorded>(): Versions<T> => {
  const known = new Map<string, { readonly revision: number; readonly id: string }>()
  const names = new Map<string, string>()

  /** Does nothing where another document has the name meanwhile. */
  const forget = (name: string | undefined, id = known.get(name ?? '')?.id): Change<T>[] => {
    if (name === undefined || id === undefined || known.get(name)?.id !== id) return []
    known.delete(name)
    if (names.get(id) === name) names.delete(id)
    return [{ type: 'removed', name }]
  }
  const learn = ({ id, record }: Found<T>): Change<T>[] => {
    const { name, revision } = record
    const before = known.get(name)
    const earlier = names.get(id)
    known.set(name, { revision, id })
    names.set(id, name)
    if (before !== undefined && before.id !== id && names.get(before.id) === name) names.delete(before.id)
    const renamed = earlier === name ? [] : forget(earlier, id)
    return before?.revision === revision ? renamed : [...renamed, { type: 'put', record }]
  }
  return {
    differing: (list) => {
      const changed = [...list].filter(([name, revision]) => known.get(name)?.revision !== revision)
      const unlisted = [...known.keys()].filter((name) => !list.has(name))
      return [...changed.map(([name]) => name), ...unlisted].sort()
    },
    learn: (found) => found.flatMap(learn),
    forgetMissing: (looked, found) => {
      const there = { names: new Set<string>(), ids: new Set<string>() }
      for (const { id, record } of found) {
        there.names.add(record.name)
        there.ids.add(id)
      }
      const goneIds = looked.ids.map((id) => id.toHexString()).filter((id) => !there.ids.has(id))
      const goneNames = looked.names.filter((name) => !there.names.has(name))
      return [
        ...goneIds.flatMap((id) => forget(names.get(id), id)),
        ...goneNames.flatMap((name) => forget(name)),
      ]
    },
  }
}
