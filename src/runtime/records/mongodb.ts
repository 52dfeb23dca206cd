import type { Records, Secrets } from './store.ts'
import type { GazeError } from '../errors.ts'
import type { Image, Model, Pod, Stream } from './types.ts'
import { createTroubles } from './mongodb/troubles.ts'
import { type MongoTimeouts, mongoServer } from './mongodb/server.ts'
import { createNews } from './mongodb/news.ts'
import { mongoModelFiles } from './mongodb/model-files.ts'
import { mongoCollection, type MongoCollection } from './mongodb/collection.ts'
import { migrateFirstPods } from './mongodb/first-pods.ts'
import { createFence } from './mongodb/fence.ts'
import { createIncarnations } from './mongodb/incarnations.ts'
import { type ServerLedgers, serverLedgers } from './mongodb/server-ledgers.ts'

/** The database that a portal reads, too. */
const DATABASE = 'gazedb'

export interface MongoOptions {
  /** The connection string, with TLS, CA and login as the driver takes them; it comes from a file, a variable or a Secret. */
  readonly uri: string
  readonly secrets: Secrets
  readonly database?: string
  /** What the server's logs call this program. */
  readonly appName?: string
  readonly now?: () => Date
  /**
   * The epoch of the leader who writes through this handle. What a higher epoch has written or {@link MongoRecords.claim}ed
   * a lower one can no longer write: CONFLICT. Handles without it write always.
   */
  readonly fence?: () => number
  readonly timeouts?: Partial<MongoTimeouts>
  /** Those who watch have lost the records (why), or all found them again (undefined); they go on by themselves. */
  readonly onTrouble?: (error: GazeError | undefined) => void
}

export interface MongoRecords extends Records {
  readonly ledgers: ServerLedgers
  /** Makes what is recorded this epoch's, so that no lower one writes any more. */
  claim(): Promise<void>
  /**
   * Makes the indexes, brings all records to the form of this version, and makes streams of what the system before
   * Gaze has left; for services, at their start.
   */
  prepare(): Promise<void>
}

/**
 * The records of a site, in MongoDB. Nothing is connected until the first use.
 * @throws GazeError STORE_UNAVAILABLE when the connection string is none; later, from any use, in seconds when the
 * server cannot be reached; NOT_ALLOWED when it refuses the login.
 */
export const openMongo = async (options: MongoOptions): Promise<MongoRecords> => {
  const { now = () => new Date(), onTrouble = () => {} } = options
  const server = await mongoServer({ ...options, database: options.database ?? DATABASE })
  const news = createNews(server)
  const fence = createFence(options.fence)
  const troubles = createTroubles(onTrouble)
  const incarnations = createIncarnations(server, fence)
  const collection = <T extends Image | Stream | Pod | Model>(kind: string): MongoCollection<T> =>
    mongoCollection<T>({ server, news, fence, incarnations, kind, now, troubles })
  const images = collection<Image>('image')
  const streams = collection<Stream>('stream')
  const pods = collection<Pod>('pod')
  const models = collection<Model>('model')
  const each = async (
    action: (
      collection: MongoCollection<Image> | MongoCollection<Stream> | MongoCollection<Pod>,
    ) => Promise<void>,
  ) => {
    for (const one of [images, streams, pods]) await action(one)
  }
  return {
    images,
    streams,
    pods,
    models,
    modelFiles: mongoModelFiles(server),
    ledgers: serverLedgers(server),
    secrets: options.secrets,
    claim: () => each((one) => one.claim()),
    prepare: async () => {
      await images.prepare()
      await streams.prepare()
      await migrateFirstPods(server, images, streams)
      await pods.prepare()
      await models.prepare()
    },
    close: async () => {
      const ended = news.close()
      // Cuts what waits for a server that does not answer.
      await server.close()
      await ended
    },
  }
}
