import type { ObjectId } from 'mongodb'
import { pause } from '../../service/pause.ts'
import { createRetryBackOff } from '../../process/retry-back-off.ts'
import { AWAIT_MS, type MongoServer } from './server.ts'
import type { Touched } from './follow/touched.ts'

/** Says which documents of a kind may have changed; how, it does not say. */
export interface News {
  /** Calls back at each, with nothing where it may be any; returns how to stop that. The first listener starts the change stream. */
  listen(kind: string, listener: Listener): () => void
  /** For writes through the own handle. */
  tell(kind: string, name: string): void
  /** False where changes must be looked for: the server has no change streams, or this one is broken. */
  readonly live: boolean
  close(): Promise<void>
}

type Listener = (touched: Touched | undefined) => void

interface ChangeEvent {
  readonly ns?: { readonly coll?: string }
  readonly documentKey?: { readonly _id?: unknown }
}

/** Ids that other programs have made of something else cannot be compared. */
const touchedBy = ({ documentKey }: ChangeEvent): Touched | undefined => {
  const id = documentKey?._id
  return typeof id === 'object' && id !== null && 'toHexString' in id ? { id: id as ObjectId } : undefined
}

const RETRY = { firstMs: 250, mostMs: 10_000 }

/** One change stream a handle, opened again after any error. */
export const createNews = (server: MongoServer): News => {
  const listeners = new Map<string, Set<Listener>>()
  let running: { stop: AbortController; ended: Promise<void> } | undefined
  let live = false

  const tell = (kind: string, touched: Touched | undefined): void => {
    for (const listener of listeners.get(kind) ?? []) listener(touched)
  }
  const tellAll = (): void => {
    for (const kind of listeners.keys()) tell(kind, undefined)
  }

  const read = async (signal: AbortSignal, opened: () => void): Promise<void> => {
    const changes = server.db.watch<ChangeEvent, ChangeEvent>(
      [
        { $match: { 'ns.coll': { $in: ['image', 'stream', 'pod', 'model'] } } },
        { $project: { ns: 1, documentKey: 1 } },
      ],
      { maxAwaitTimeMS: AWAIT_MS },
    )
    const end = (): void => {
      // Ends a reading that waits; it has no other use of the error.
      changes.close().catch(() => {})
    }
    signal.addEventListener('abort', end)
    // The server's first answer, also when it has nothing to tell yet.
    changes.once('resumeTokenChanged', opened)
    try {
      while (!signal.aborted) {
        const change = await changes.next()
        tell(change.ns?.coll ?? '', touchedBy(change))
      }
    } finally {
      signal.removeEventListener('abort', end)
      await changes.close()
    }
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    const backOff = createRetryBackOff(RETRY)
    while (!signal.aborted) {
      try {
        await read(signal, () => {
          live = true
          backOff.reset()
          // What changed while nobody listened.
          tellAll()
        })
      } catch {
        // Whatever it was: from now on followers look by themselves, and say what they find.
      }
      live = false
      tellAll()
      await pause(backOff.next(), signal)
    }
  }

  const start = (): void => {
    const stop = new AbortController()
    running = { stop, ended: run(stop.signal) }
  }
  const stop = async (): Promise<void> => {
    running?.stop.abort()
    await running?.ended
  }
  return {
    listen: (kind, listener) => {
      const all = listeners.get(kind) ?? new Set()
      listeners.set(kind, all.add(listener))
      if (running === undefined) start()
      return () => all.delete(listener)
    },
    tell: (kind, name) => tell(kind, { name }),
    get live() {
      return live
    },
    close: stop,
  }
}
