/** A value that readers follow: each gets what is now, then the newest after each change, skipping the rest. */
export interface Newest<T> {
  changed(): void
  watch(signal: AbortSignal): AsyncGenerator<T>
}

export const createNewest = <T>(read: () => T): Newest<T> => {
  const waiting = new Set<() => void>()
  let version = 0

  const change = (seen: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (version !== seen || signal.aborted) return resolve()
      const done = (): void => {
        waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      waiting.add(done)
      signal.addEventListener('abort', done)
    })

  return {
    changed: () => {
      version += 1
      for (const done of [...waiting]) done()
    },
    async *watch(signal) {
      while (!signal.aborted) {
        const seen = version
        yield read()
        await change(seen, signal)
      }
    },
  }
}
