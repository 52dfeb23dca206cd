import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { open as openLmdb, RootDatabase } from 'lmdb'
import { ensureDir, isMissing } from '../../service/files.ts'
import { isForbidden, unavailable } from '../unavailable.ts'
import { checkFiles } from './check-files.ts'
import { requireDiskSpace } from './disk-space.ts'

/** Its CommonJS build is one file and loads in half the time of its modules. */
const { open } = createRequire(import.meta.url)('lmdb') as { readonly open: typeof openLmdb }

/** Address space, not disk: the file grows with what it holds, and LMDB raises this when it must. */
const MAP_BYTES = 2 ** 30
/** Processes that may have the store open at once. */
const MAX_READERS = 512

const FILES = ['data.mdb', 'lock.mdb']

/** The embedded store as text by key, for several processes at once; every read sees the newest commit. */
export interface Database {
  get(key: string): string | undefined
  /** Keys and values from `prefix + '/'`, in order. */
  entries(prefix: string): Iterable<{ key: string; value: string }>
  /**
   * Runs alone among all processes and is durable when it returns; nothing is written when it throws.
   * One that `frees` space is tried on a full disk, too.
   */
  write<T>(
    action: (put: (key: string, value: string | undefined) => void) => T,
    kind?: { readonly frees: boolean },
  ): T
  /** Calls back after a write through this handle; returns how to stop that. */
  onWrite(listener: () => void): () => void
  close(): Promise<void>
}

const options = (path: string, readOnly: boolean) => ({
  path,
  readOnly,
  encoding: 'string' as const,
  overlappingSync: false,
  mapSize: MAP_BYTES,
  maxReaders: MAX_READERS,
  maxDbs: 1,
  permissionsMode: 0o600,
})

interface Opened {
  /** Undefined where there is none and none can be made: nothing is recorded then. */
  readonly store: RootDatabase<string, string> | undefined
  /** Why it cannot be written. */
  readonly forbidden?: unknown
}

/** Whether it is certain that nothing was ever recorded there. */
const isEmpty = (path: string): boolean => {
  try {
    return statSync(path).isDirectory() && readdirSync(path).length === 0
  } catch (error) {
    return isMissing(error)
  }
}

const openStore = async (path: string): Promise<Opened> => {
  let forbidden: unknown
  try {
    await ensureDir(path)
    await checkFiles(path)
    if (FILES.some((file) => !existsSync(join(path, file)))) requireDiskSpace(path)
    return { store: open<string, string>(options(path, false)) }
  } catch (error) {
    if (isEmpty(path)) return { store: undefined, forbidden: error }
    if (!isForbidden(error)) throw unavailable(path, 'opened', error)
    forbidden = error
  }
  try {
    await checkFiles(path)
    return { store: open<string, string>(options(path, true)), forbidden }
  } catch {
    throw unavailable(path, 'opened', forbidden)
  }
}

/**
 * Opens the store, making it where there is none; one that cannot be written is opened for reading, and one that
 * cannot be made reads as empty.
 * @throws GazeError STORE_UNAVAILABLE with the reason and the next step.
 */
export const openDatabase = async (path: string): Promise<Database> => {
  const { store, forbidden } = await openStore(path)
  const listeners = new Set<() => void>()
  const put = (key: string, value: string | undefined): void => {
    if (value === undefined) store?.removeSync(key)
    else store?.putSync(key, value)
  }
  return {
    get: (key) => {
      store?.resetReadTxn()
      return store?.get(key)
    },
    entries: (prefix) => {
      if (store === undefined) return []
      store.resetReadTxn()
      return store.getRange({ start: `${prefix}/`, end: `${prefix}0` })
    },
    write: (action, { frees } = { frees: false }) => {
      if (store === undefined || forbidden !== undefined) throw unavailable(path, 'written', forbidden)
      try {
        if (!frees) requireDiskSpace(path)
        const result = store.transactionSync(() => action(put))
        for (const listener of listeners) listener()
        return result
      } catch (error) {
        throw unavailable(path, 'written', error)
      }
    },
    onWrite: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => store?.close(),
  }
}
