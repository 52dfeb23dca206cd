import type { Database } from './database.ts'

/** How long another process's write can go unseen; a look is one read of a counter. */
const POLL_MS = 150

/** Resolves at a write through this handle, when it is time to look for others' writes, or at the abort. */
export const changed = (database: Database, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, POLL_MS)
    const stop = database.onWrite(done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
