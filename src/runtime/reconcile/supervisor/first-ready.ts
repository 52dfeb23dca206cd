/** Waits for something to be so for the first time. */
export interface FirstReady {
  /** Something has changed: look again. */
  look(): void
  /** It can never be so. */
  fail(error: unknown): void
  /** @throws what `fail` was given, the reason of the signal's abort, or `late()` after `ms`. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const firstReady = (isSo: () => boolean, late: () => Error): FirstReady => {
  let settle = (): void => {}
  let failure: { error: unknown } | undefined
  return {
    look: () => {
      if (isSo()) settle()
    },
    fail: (error) => {
      failure = { error }
      settle()
    },
    wait: async (ms, signal) => {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        settle = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', settle)
          resolve()
        }
        signal.addEventListener('abort', settle)
        if (isSo() || signal.aborted || failure !== undefined) settle()
      })
      signal.throwIfAborted()
      if (failure !== undefined) throw failure.error
      if (!isSo()) throw late()
    },
  }
}
