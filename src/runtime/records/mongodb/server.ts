import type { Db, MongoClient, MongoClientOptions } from 'mongodb'
import { pause } from '../../service/pause.ts'
import { badConnectionString, duplicateField, mongoFailure } from './failures.ts'

/** Milliseconds. */
export interface MongoTimeouts {
  /** To find a server and connect to it. */
  readonly connectMs: number
  /** A command, connecting included; a long list may take so long for each part. */
  readonly commandMs: number
}

const TIMEOUTS: MongoTimeouts = { connectMs: 3_000, commandMs: 5_000 }
/** How long the server may hold back an answer to a change stream with nothing to tell. */
export const AWAIT_MS = 10_000
/** A connection that is silent for so long during a request is dead. */
const SILENCE_MS = 2 * AWAIT_MS

export interface ServerOptions {
  readonly uri: string
  readonly database: string
  readonly appName?: string
  readonly timeouts?: Partial<MongoTimeouts>
}

/** The time that one use has. */
export interface UseLimits {
  /** To be said whenever a part of the answer has come. */
  alive(): void
  /**
   * Options of a write that end it with its time, so that it is not done after its failure was told: the driver cuts
   * its connection, and the server gives it up. The driver takes the signal everywhere, its types say so of reads.
   */
  readonly ofWrite: { readonly signal: AbortSignal; readonly maxTimeMS: number }
}

/** A connection that is made at the first use, and bounds every use in time. */
export interface MongoServer {
  readonly hosts: string
  /** @throws GazeError STORE_UNAVAILABLE, NOT_ALLOWED; errors of duplicate keys as the driver has them. */
  use<T>(action: (db: Db, limits: UseLimits) => Promise<T>): Promise<T>
  /** For what waits long by nature. */
  readonly db: Db
  close(): Promise<void>
}

/** Rejects when no sign of life was given for so long, and aborts `expired` then. */
const createWatchdog = (ms: number, done: AbortSignal) => {
  const expiry = new AbortController()
  let lastAt = performance.now()
  const timeOut = async (): Promise<never> => {
    for (let left = ms; left > 0 && !done.aborted; left = lastAt + ms - performance.now())
      await pause(left, done)
    const error = new Error(`No answer within ${ms / 1_000} s`)
    if (!done.aborted) expiry.abort(error)
    throw error
  }
  return {
    timeOut: timeOut(),
    expired: expiry.signal,
    alive: (): void => {
      lastAt = performance.now()
    },
  }
}

interface Imported {
  readonly default: typeof import('mongodb')
}

const connectTo = async (options: ServerOptions, connectMs: number) => {
  const driver = await import('mongodb')
  // A CommonJS package has its exports by name, but inside the bundle only under `default`.
  const { MongoClient, ReadConcern } = 'MongoClient' in driver ? driver : (driver as Imported).default
  const settings: MongoClientOptions = {
    appName: options.appName ?? 'gaze',
    connectTimeoutMS: connectMs,
    serverSelectionTimeoutMS: connectMs,
    socketTimeoutMS: SILENCE_MS,
    // One connection less to open than with the server's own reports, and as quick to see one that hangs.
    serverMonitoringMode: 'poll',
    // Also durable on a server that is alone; a majority waits for its journals anyway.
    writeConcern: { w: 'majority', j: true },
    readPreference: 'primary',
    ignoreUndefined: true,
  }
  const open = (): MongoClient => {
    try {
      return new MongoClient(options.uri, settings)
    } catch {
      throw badConnectionString()
    }
  }
  return { client: open(), majority: new ReadConcern('majority'), local: new ReadConcern('local') }
}

/** @throws GazeError STORE_UNAVAILABLE when the connection string is none. */
export const mongoServer = async (options: ServerOptions): Promise<MongoServer> => {
  const { connectMs, commandMs } = { ...TIMEOUTS, ...options.timeouts }
  const { client, majority, local } = await connectTo(options, connectMs)
  const hosts = client.options.srvHost ?? client.options.hosts.map(String).join(',')
  let isSet = false
  client.on('serverDescriptionChanged', ({ newDescription }) => {
    if (newDescription.type !== 'Unknown') isSet = newDescription.setName !== null
  })
  // What a failover may take back again must not be read; a single server has nothing of the kind.
  const db = (): Db => client.db(options.database, { readConcern: isSet ? majority : local })

  const connectAndUse = async <T>(
    action: (db: Db, limits: UseLimits) => Promise<T>,
    limits: UseLimits,
  ): Promise<T> => {
    await client.connect()
    limits.ofWrite.signal.throwIfAborted()
    return action(db(), limits)
  }
  return {
    hosts,
    get db() {
      return db()
    },
    use: async (action) => {
      const done = new AbortController()
      const { timeOut, expired, alive } = createWatchdog(commandMs, done.signal)
      const limits = { alive, ofWrite: { signal: expired, maxTimeMS: commandMs } }
      try {
        return await Promise.race([connectAndUse(action, limits), timeOut])
      } catch (error) {
        throw duplicateField(error) === undefined ? mongoFailure(hosts, error) : error
      } finally {
        done.abort()
      }
    },
    close: () => client.close(),
  }
}
