import type { Db, GridFSBucket, ObjectId } from 'mongodb'
import { GazeError, messageOf } from '../../errors.ts'
import { partsOf, wrongHash } from '../../models/hashed-file.ts'
import type { ModelFiles } from '../store.ts'
import { mongoFailure } from './failures.ts'
import type { MongoServer } from './server.ts'
import { createHash } from 'node:crypto'

/** Its collections are `model.files` and `model.chunks`. */
const BUCKET = 'model'
/** Parts of an upload whose file was never completed go when they are this old. */
const ABANDONED_MS = 24 * 60 * 60 * 1_000

interface StoredFile {
  readonly _id: ObjectId
  readonly filename: string
}

interface Chunk {
  readonly files_id: ObjectId
}

const bucketOf = async (db: Db): Promise<GridFSBucket> => {
  const driver = await import('mongodb')
  const { GridFSBucket: Bucket } =
    'GridFSBucket' in driver ? driver : (driver as { readonly default: typeof import('mongodb') }).default
  return new Bucket(db, { bucketName: BUCKET })
}

/** The file's parts are there, but are not those that were written. */
const isDamage = (error: unknown): boolean => error instanceof Error && error.name === 'MongoGridFSChunkError'

async function* translated(parts: AsyncIterable<Uint8Array>, hosts: string): AsyncGenerator<Uint8Array> {
  try {
    yield* parts
  } catch (error) {
    if (isDamage(error))
      throw new GazeError('MODEL_INVALID', `A model's file in MongoDB at ${hosts} is damaged`, {
        why: messageOf(error),
        hint: 'Add the model again with --force, from a file that is whole',
        cause: error,
      })
    throw mongoFailure(hosts, error)
  }
}

/**
 * Files in GridFS, named by their hash. The entry of a file is written last, so what is found is whole; who uploads
 * at the same moment makes a second one with the same content, which does no harm.
 */
export const mongoModelFiles = (server: MongoServer): ModelFiles => {
  const find = (sha256: string): Promise<StoredFile[]> =>
    server.use((db) => db.collection<StoredFile>(`${BUCKET}.files`).find({ filename: sha256 }).toArray())

  const clearAbandoned = (): Promise<void> =>
    server.use(async (db) => {
      const chunks = db.collection<Chunk>(`${BUCKET}.chunks`)
      const known = await db.collection(`${BUCKET}.files`).distinct('_id')
      const stray = await chunks.distinct('files_id', { files_id: { $nin: known as ObjectId[] } })
      const old = stray.filter((id) => Date.now() - id.getTimestamp().getTime() > ABANDONED_MS)
      if (old.length > 0) await chunks.deleteMany({ files_id: { $in: old } })
    })

  return {
    has: async (sha256) => (await find(sha256)).length > 0,
    put: async (sha256, path, { signal, progress } = {}) => {
      if ((await find(sha256)).length > 0) return
      await clearAbandoned()
      await server.use(async (db, { alive }) => {
        const upload = (await bucketOf(db)).openUploadStream(sha256)
        const hash = createHash('sha256')
        const write = (part: Buffer): Promise<void> =>
          new Promise((resolve, reject) => upload.write(part, (error) => (error ? reject(error) : resolve())))
        try {
          let sent = 0
          for await (const part of partsOf(path, signal)) {
            hash.update(part)
            await write(part)
            sent += part.length
            alive()
            progress?.(sent)
          }
          const found = hash.digest('hex')
          if (found !== sha256) throw wrongHash(path, sha256, found)
          await new Promise<void>((resolve, reject) =>
            upload.end((error?: Error | null) => (error ? reject(error) : resolve())),
          )
        } catch (error) {
          // What is left of it goes with the next upload.
          await upload.abort().catch(() => undefined)
          throw error
        }
      })
    },
    read: async (sha256) => {
      const [file] = await find(sha256)
      if (file === undefined) return undefined
      return translated((await bucketOf(server.db)).openDownloadStream(file._id), server.hosts)
    },
    remove: async (sha256) => {
      const files = await find(sha256)
      for (const { _id } of files)
        await server.use(async (db) => {
          await (await bucketOf(db)).delete(_id)
        })
      return files.length > 0
    },
  }
}
