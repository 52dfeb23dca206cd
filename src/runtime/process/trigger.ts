/** Says *now* to one waiter; any number of calls before it looks are one. */
export interface Trigger {
  pull(): void
  /** Resolves at a pull since the last one, after `ms`, or at the abort. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const createTrigger = (): Trigger => {
  let pulled = false
  let wake = (): void => {}
  return {
    pull: () => {
      pulled = true
      wake()
    },
    wait: async (ms, signal) => {
      if (!pulled && !signal.aborted)
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer)
            signal.removeEventListener('abort', done)
            wake = () => {}
            resolve()
          }
          const timer = setTimeout(done, ms)
          signal.addEventListener('abort', done)
          wake = done
        })
      pulled = false
    },
  }
}
