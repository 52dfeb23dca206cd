import type { Collection as Documents, Filter, OptionalUnlessRequiredId } from 'mongodb'
import type { GazeError } from '../../errors.ts'
import { conflict, keyTaken } from '../conflicts.ts'
import type { Collection, Draft } from '../store.ts'
import type { Recorded } from '../types.ts'
import { fieldsOf, READABLE, recordOf, refuseNewer, SCHEMA, type Stored } from './documents.ts'
import { duplicateField, mongoWriteFailure } from './failures.ts'
import type { Fence } from './fence.ts'
import { ensureIndexes } from './indexes.ts'
import { fenced, type Incarnations } from './incarnations.ts'
import { createReader } from './reader.ts'
import type { News } from './news.ts'
import type { MongoServer, UseLimits } from './server.ts'
import type { Trouble } from './troubles.ts'
import { watchRecords } from './follow/watch.ts'

export interface MongoCollectionOptions {
  readonly server: MongoServer
  readonly news: News
  readonly fence: Fence
  readonly incarnations: Incarnations
  readonly kind: string
  readonly now: () => Date
  /** A new one for each follower. */
  readonly troubles: () => Trouble
}

/** A collection, and what services do with it besides. */
export interface MongoCollection<T extends Recorded> extends Collection<T> {
  claim(): Promise<void>
  prepare(): Promise<void>
}

/** The records of one kind, one document each; see documents.ts for what a document has besides. */
export const mongoCollection = <T extends Recorded>(options: MongoCollectionOptions): MongoCollection<T> => {
  const { server, news, fence, incarnations, kind, now } = options
  const reader = createReader<T>(options)
  let indexes: Promise<void> | undefined

  const on = <R>(
    action: (documents: Documents<Stored>, ofWrite: UseLimits['ofWrite']) => Promise<R>,
  ): Promise<R> => server.use((db, { ofWrite }) => action(db.collection<Stored>(kind), ofWrite))

  const write: typeof on = async (action) => {
    try {
      return await on(action)
    } catch (error) {
      throw mongoWriteFailure(error)
    }
  }

  const indexed = (): Promise<void> => {
    indexes ??= ensureIndexes(server, kind).catch((error: unknown) => {
      indexes = undefined
      throw error
    })
    return indexes
  }

  /** Why a write found nothing that it may change; `expected` is what it looked for. */
  const refusal = async (name: string, expected: number): Promise<GazeError> => {
    const found = await on((documents) => documents.findOne({ name }))
    if (found !== null) refuseNewer(kind, found)
    const epoch = fence.epoch()
    if (epoch !== undefined && (found?.epoch ?? 0) > epoch) return fenced(kind, name, epoch, found?.epoch)
    return conflict(kind, name, expected, found?.revision ?? 0)
  }

  const writable = (name: string, expected?: number): Filter<Stored> => ({
    name,
    ...READABLE,
    ...fence.filter(),
    ...(expected === undefined ? {} : { revision: expected }),
  })

  const stamp = (): { epoch?: number } => {
    const epoch = fence.epoch()
    return epoch === undefined ? {} : { epoch }
  }

  const duplicate = async (error: unknown, name: string, expected: number): Promise<unknown> => {
    const field = duplicateField(error)
    if (field === 'key') return keyTaken(name)
    return field === undefined ? error : await refusal(name, expected)
  }

  const insert = async (draft: Draft<T>): Promise<T> => {
    await indexed()
    const revision = await incarnations.begin(kind, draft.name)
    const at = now().toISOString()
    const record = { ...fieldsOf<T>(draft), revision, createdAt: at, updatedAt: at } as unknown as T
    const document = { ...record, ...stamp(), schema: SCHEMA } as unknown as OptionalUnlessRequiredId<Stored>
    await write((documents, ofWrite) => documents.insertOne(document, ofWrite))
    return record
  }

  const replace = async (draft: Draft<T>, expected: number): Promise<T> => {
    const fields = { ...fieldsOf<T>(draft), revision: expected + 1, updatedAt: now().toISOString() }
    // A pipeline, so that what is kept needs no second look: when it was added, and who may write it.
    const kept = { _id: '$_id', createdAt: '$createdAt', epoch: '$epoch', ...stamp(), schema: SCHEMA }
    const after = await write((documents, ofWrite) =>
      documents.findOneAndUpdate(
        writable(draft.name, expected),
        [{ $replaceWith: { $mergeObjects: [{ $literal: fields }, kept] } }],
        { returnDocument: 'after', ...ofWrite },
      ),
    )
    if (after === null) throw await refusal(draft.name, expected)
    return recordOf<T>(after)
  }

  return {
    get: (name) => reader.get(name),
    list: () => reader.list(),
    put: async (draft, expected) => {
      try {
        const record = await (expected === 0 ? insert(draft) : replace(draft, expected))
        news.tell(kind, draft.name)
        return record
      } catch (error) {
        throw await duplicate(error, draft.name, expected)
      }
    },
    remove: async (name, expected) => {
      const { deletedCount } = await write((documents, ofWrite) =>
        documents.deleteOne(writable(name, expected), ofWrite),
      )
      news.tell(kind, name)
      if (deletedCount > 0) return true
      const found = await on((documents) => documents.findOne({ name }))
      if (found === null && (expected === undefined || expected === 0)) return false
      throw await refusal(name, expected ?? 0)
    },
    watch: (signal) => watchRecords<T>({ ...options, from: reader, trouble: options.troubles(), signal }),
    claim: async () => {
      const epoch = fence.epoch()
      if (epoch === undefined) return
      await incarnations.claim(kind, epoch)
      await on((documents) => documents.updateMany({ epoch: { $not: { $gte: epoch } } }, { $set: { epoch } }))
    },
    prepare: async () => {
      await reader.migrate()
      await indexed()
    },
  }
}
