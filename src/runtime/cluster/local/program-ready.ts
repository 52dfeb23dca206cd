import { setTimeout } from 'node:timers/promises'
import { canSeeListeners, listenersOf } from '../../net/tcp-table.ts'

const ALIVE_MS = 1_000
const LOOK_MS = 100
/** A program that listens nowhere by then may never mean to. */
const LISTEN_MS = 15_000

/**
 * Resolves when a program counts as ready: it listens on `port` where that can be seen, otherwise when it has
 * lived for a second. The text says what is odd about it, or is empty. Rejects when aborted.
 */
export const programReady = async (port: number, signal: AbortSignal): Promise<string> => {
  if (port === 0 || !canSeeListeners()) {
    await setTimeout(ALIVE_MS, undefined, { signal })
    return ''
  }
  for (let waited = 0; waited < LISTEN_MS; waited += LOOK_MS) {
    if (listenersOf(port).length > 0) return ''
    await setTimeout(LOOK_MS, undefined, { signal })
  }
  return `the program does not listen on port ${port} (GAZE_IN_PORT)`
}
