import type { Collection as Documents, Filter, FindCursor } from 'mongodb'
import type { Recorded } from '../types.ts'
import { recordOf, refuseNewer, SCHEMA, type Stored } from './documents.ts'
import type { Incarnations } from './incarnations.ts'
import { isForeign, migrated } from './migrations.ts'
import type { MongoServer } from './server.ts'
import type { Watched } from './follow/look.ts'
import type { Found } from './follow/versions.ts'

/** Names in one query, and documents in one part of its answer. */
const BATCH = 500

export interface Reader<T extends Recorded> extends Watched<T> {
  get(name: string): Promise<T | undefined>
  list(): Promise<T[]>
  /** Brings all documents of older forms to that of this version. */
  migrate(): Promise<void>
}

interface ReaderOptions {
  readonly server: MongoServer
  readonly incarnations: Incarnations
  readonly kind: string
  readonly now: () => Date
}

const inBatches = <I>(items: readonly I[]): I[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) => items.slice(n * BATCH, (n + 1) * BATCH))

/** Reads documents as records; one of an older form is brought forward, in the database too, before it is given. */
export const createReader = <T extends Recorded>({
  server,
  incarnations,
  kind,
  now,
}: ReaderOptions): Reader<T> => {
  const on = <R>(action: (documents: Documents<Stored>) => Promise<R>): Promise<R> =>
    server.use((db) => action(db.collection<Stored>(kind)))

  /** The name, or with a number behind it where an older form had two of what is now one name. */
  const freeName = async (name: string, own: Stored['_id']): Promise<string> => {
    for (let n = 1; ; n += 1) {
      const candidate = n === 1 ? name : `${name.slice(0, 36)}-${n}`
      const other = await on((documents) => documents.findOne({ name: candidate, _id: { $ne: own } }))
      if (other === null) return candidate
    }
  }

  const bringForward = async (old: Stored): Promise<Stored | null> => {
    const at = now().toISOString()
    const revision = old.revision === undefined ? await incarnations.begin(kind, old.name) : old.revision + 1
    const { schema = null, revision: before = null } = old as Partial<Stored>
    const fields = migrated(kind, old)
    const name = await freeName(String(fields.name), old._id)
    const kept = { createdAt: old.createdAt ?? at, ...(old.epoch === undefined ? {} : { epoch: old.epoch }) }
    const next = { ...fields, ...kept, name, updatedAt: at, revision, schema: SCHEMA } as unknown as Stored
    // Null matches a field that is not there. Who came first has done it.
    const filter = { _id: old._id, schema, revision: before } as unknown as Filter<Stored>
    await on((documents) => documents.replaceOne(filter, next))
    return on((documents) => documents.findOne({ _id: old._id }))
  }

  const read = async (document: Stored): Promise<T | undefined> => {
    refuseNewer(kind, document)
    if (isForeign(kind, document)) return undefined
    if (document.schema === SCHEMA) return recordOf<T>(document)
    const after = await bringForward(document)
    return after === null ? undefined : recordOf<T>(after)
  }

  const readAll = async (documents: readonly Stored[]): Promise<Found<T>[]> => {
    const found: Found<T>[] = []
    for (const document of documents) {
      const record = await read(document)
      if (record !== undefined) found.push({ id: String(document._id), record })
    }
    return found
  }

  const some = (
    filter: Filter<Stored>,
    signal: AbortSignal | undefined,
    shape: (found: FindCursor<Stored>) => FindCursor<Stored> = (found) => found,
  ): Promise<Stored[]> =>
    server.use(async (db, { alive }) => {
      const options = { batchSize: BATCH, ...(signal === undefined ? {} : { signal }) }
      const found = shape(db.collection<Stored>(kind).find<Stored>(filter, options))
      const all: Stored[] = []
      try {
        while (await found.hasNext()) {
          all.push(...found.readBufferedDocuments())
          alive()
        }
      } finally {
        await found.close()
      }
      return all
    })

  const all = async (signal?: AbortSignal): Promise<Found<T>[]> =>
    readAll(await some({}, signal, (found) => found.sort({ name: 1 })))

  return {
    get: async (name) => {
      const found = await on((documents) => documents.findOne({ name }))
      return found === null ? undefined : read(found)
    },
    list: async () => (await all()).map(({ record }) => record),
    all,
    revisions: async (signal) => {
      const found = await some({}, signal, (all) => all.project<Stored>({ name: 1, revision: 1, schema: 1 }))
      const own = found.filter((document) => !isForeign(kind, document))
      return new Map(own.map(({ name, revision }) => [name, revision ?? 0]))
    },
    fetch: async ({ names, ids }, signal) => {
      const filters = [
        ...inBatches(names).map((some): Filter<Stored> => ({ name: { $in: some } })),
        ...inBatches(ids).map((some): Filter<Stored> => ({ _id: { $in: some } })),
      ]
      const found: Found<T>[] = []
      for (const filter of filters)
        found.push(...(await readAll(await some(filter, signal, (all) => all.sort({ name: 1 })))))
      return found
    },
    migrate: async () => {
      await readAll(await some({ schema: { $ne: SCHEMA } } as Filter<Stored>, undefined))
    },
  }
}
