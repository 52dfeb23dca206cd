import { conflict, keyTaken } from '../conflicts.ts'
import type { Change, Collection } from '../store.ts'
import type { Recorded } from '../types.ts'
import { damagedStore } from '../unavailable.ts'
import type { Database } from './database.ts'
import { changed } from './poll.ts'

/** Stored as `<revision> <JSON>`, so that a follower compares revisions without parsing what did not change. */
const revisionOf = (text: string): number => Number(text.slice(0, text.indexOf(' ')))

const keyOfRecord = (record: object | undefined): unknown => (record as { key?: unknown } | undefined)?.key

/** The records of one kind, under `<kind>/<name>`, and under `sequence/<kind>` a count of their changes. */
export const embeddedCollection = <T extends Recorded>(
  database: Database,
  path: string,
  kind: string,
  now: () => Date,
): Collection<T> => {
  const keyOf = (name: string): string => `${kind}/${name}`
  const sequence = (): number => Number(database.get(`sequence/${kind}`) ?? 0)

  const parse = (name: string, text: string): T => {
    try {
      return JSON.parse(text.slice(text.indexOf(' ') + 1)) as T
    } catch (error) {
      throw damagedStore(path, `The record "${name}" of ${kind} is damaged: ${String(error)}`)
    }
  }

  const read = (name: string): T | undefined => {
    const text = database.get(keyOf(name))
    return text === undefined ? undefined : parse(name, text)
  }

  const entries = (): { name: string; text: string }[] =>
    Array.from(database.entries(kind), ({ key, value }) => ({
      name: key.slice(kind.length + 1),
      text: value,
    }))

  const differences = (known: Map<string, number>): Change<T>[] => {
    const changes: Change<T>[] = []
    const gone = new Set(known.keys())
    for (const { name, text } of entries()) {
      gone.delete(name)
      const revision = revisionOf(text)
      if (known.get(name) === revision) continue
      known.set(name, revision)
      changes.push({ type: 'put', record: parse(name, text) })
    }
    for (const name of gone) {
      known.delete(name)
      changes.push({ type: 'removed', name })
    }
    return changes
  }

  /** Looked for among all only when it is new: a status is written far more often. */
  const refuseTakenKey = (name: string, key: unknown): void => {
    const quoted = JSON.stringify(key)
    for (const entry of entries())
      if (
        entry.name !== name &&
        entry.text.includes(quoted) &&
        keyOfRecord(parse(entry.name, entry.text)) === key
      )
        throw keyTaken(name)
  }

  return {
    get: async (name) => read(name),
    list: async () =>
      Array.from(database.entries(kind), ({ key, value }) => parse(key.slice(kind.length + 1), value)),
    put: async (draft, expected) =>
      database.write((put) => {
        const old = read(draft.name)
        if ((old?.revision ?? 0) !== expected) throw conflict(kind, draft.name, expected, old?.revision ?? 0)
        const key = keyOfRecord(draft)
        if (key !== undefined && key !== keyOfRecord(old)) refuseTakenKey(draft.name, key)
        const revision = sequence() + 1
        const updatedAt = now().toISOString()
        const record = { ...draft, revision, createdAt: old?.createdAt ?? updatedAt, updatedAt } as T
        put(keyOf(record.name), `${revision} ${JSON.stringify(record)}`)
        put(`sequence/${kind}`, String(revision))
        return record
      }),
    remove: async (name, expected) =>
      database.write(
        (put) => {
          const old = read(name)
          if (expected !== undefined && old?.revision !== expected && (old !== undefined || expected !== 0))
            throw conflict(kind, name, expected, old?.revision ?? 0)
          if (old === undefined) return false
          put(keyOf(name), undefined)
          put(`sequence/${kind}`, String(sequence() + 1))
          return true
        },
        { frees: true },
      ),
    async *watch(signal) {
      const known = new Map<string, number>()
      let seen: number | undefined
      while (!signal.aborted) {
        const newest = sequence()
        if (newest !== seen) yield* differences(known)
        if (seen === undefined) yield { type: 'synced' }
        seen = newest
        await changed(database, signal)
      }
    },
  }
}
