import { isGazeError, messageOf } from '../../errors.ts'
import type { Logger } from '../../service/log.ts'

/** What keeps a reconciler from its work. */
export interface Troubles {
  /** Notes what failed, and logs it unless that was the last thing said of it. */
  fail(what: string, error: unknown): false
  /** The last of them, or empty. */
  last(): string
  /** All is well again. */
  clear(): void
}

export const createTroubles = (log: Logger): Troubles => {
  const said = new Map<string, string>()
  let last = ''
  return {
    fail(what, error) {
      const ofStore = isGazeError(error, 'STORE_UNAVAILABLE')
      last = ofStore ? `${error.message}: ${error.why}` : `${what}: ${messageOf(error)}`
      // A store that fails does so at every step of every round: said once.
      const about = ofStore ? 'store' : isGazeError(error, 'CLUSTER_UNAVAILABLE') ? 'cluster' : what
      if (said.get(about) !== last) log.error(last)
      said.set(about, last)
      return false
    },
    last: () => last,
    clear() {
      last = ''
      said.clear()
    },
  }
}
