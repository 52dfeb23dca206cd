import { setMaxListeners } from 'node:events'
import { pause } from '../service/pause.ts'
import { createRetryBackOff } from '../process/retry-back-off.ts'
import { apiStatus, troubleText } from './api-error.ts'
import type { KubeClient, ListOptions } from './client.ts'
import type { Kind, Objects } from './objects.ts'
import { watchEvents } from './watch-events.ts'

export interface InformerOptions extends ListOptions {
  /** Says "now": the object of that name is another, new or gone. Without a name: anything may be. */
  changed(name?: string): void
  /** The API failed, in words; called once for each failure, not for each try of a long one. */
  trouble(why: string): void
  readonly signal: AbortSignal
  readonly random?: () => number
}

export interface Informer<K extends Kind> {
  /** What is there, by name; with `allNamespaces` by NAMESPACE/NAME. Without managedFields. */
  readonly objects: ReadonlyMap<string, Objects[K]>
  /** Resolves when everything that is there is known for the first time; also when the signal ends it before. */
  readonly synced: Promise<void>
  readonly isSynced: boolean
  /** False while the API does not answer; `objects` is what was known last. */
  readonly isConnected: boolean
  /** When the API failed to answer last (Unix time in milliseconds), or undefined. */
  readonly failedAtMs: number | undefined
  /** Resolves when the signal has ended it. */
  readonly done: Promise<void>
}

const RETRY = { firstMs: 200, mostMs: 5_000 }
/** A watch that ends sooner, without an event, is tried again like a failed one. */
const SHORT_MS = 1_000

const lean = <T extends { metadata?: { managedFields?: unknown } }>(object: T): T => {
  delete object.metadata?.managedFields
  return object
}

/**
 * Keeps what is in the cluster in memory: lists, then watches, and after any error goes on where it was, with
 * back-off and jitter. Between changes it asks for nothing but its watch.
 */
export const startInformer = <K extends Kind>(
  client: KubeClient,
  kind: K,
  options: InformerOptions,
): Informer<K> => {
  const { signal, random = Math.random } = options
  // As do all that the caller starts beside it.
  setMaxListeners(0, signal)
  const objects = new Map<string, Objects[K]>()
  const state = { synced: false, connected: false, told: false }
  let failedAtMs: number | undefined
  const backOff = createRetryBackOff({ ...RETRY, random })
  let version: string | undefined
  let tellSynced = (): void => undefined
  const synced = new Promise<void>((resolve) => {
    tellSynced = resolve
  })

  const keyOf = ({ metadata }: Objects[K]): string =>
    options.allNamespaces === true ? `${metadata?.namespace}/${metadata?.name}` : (metadata?.name ?? '')

  let openedAt: number | undefined
  const answered = (): void => {
    state.connected = true
    openedAt = performance.now()
  }
  /** An answer alone is no health: a server may take every watch and fail each. */
  const healthy = (): void => {
    backOff.reset()
    state.told = false
  }

  const list = async (): Promise<void> => {
    const { items, resourceVersion } = await client.list(kind, options)
    objects.clear()
    for (const item of items) objects.set(keyOf(item), lean(item))
    version = resourceVersion
    state.connected = true
    state.synced = true
    tellSynced()
    options.changed()
  }

  const follow = async (from: string): Promise<void> => {
    const events = watchEvents(client, kind, { ...options, from, random, opened: answered }, signal)
    for await (const event of events) {
      healthy()
      const { object, type } = event
      version = object.metadata?.resourceVersion ?? version
      if (type === 'BOOKMARK') continue
      const key = keyOf(object)
      if (type === 'DELETED') objects.delete(key)
      else objects.set(key, lean(object))
      options.changed(key)
    }
  }

  const failed = async (error: unknown): Promise<void> => {
    // What was missed since then is no longer known to the server: look at everything afresh.
    if (apiStatus(error) === 410) version = undefined
    else {
      failedAtMs = Date.now()
      if (!state.told) options.trouble(troubleText(error))
      state.told = true
      state.connected = false
    }
    await pause(backOff.next(), signal)
  }

  const lasted = (): boolean => openedAt !== undefined && performance.now() - openedAt >= SHORT_MS

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      openedAt = undefined
      try {
        if (version === undefined) await list()
        await follow(version ?? '')
        if (lasted()) healthy()
        else await pause(backOff.next(), signal)
      } catch (error) {
        if (lasted()) healthy()
        if (!signal.aborted) await failed(error)
      }
    }
    state.connected = false
    tellSynced()
  }

  return {
    objects,
    synced,
    get isSynced() {
      return state.synced
    },
    get isConnected() {
      return state.connected
    },
    get failedAtMs() {
      return failedAtMs
    },
    done: run(),
  }
}
