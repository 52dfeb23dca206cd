/** Settles as the work does, or rejects with the signal's reason; what the work does afterwards is told to `late`. */
export const until = <T>(work: Promise<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason)
    if (signal.aborted) aborted()
    else signal.addEventListener('abort', aborted, { once: true })
    work.then(
      (value) => {
        signal.removeEventListener('abort', aborted)
        if (signal.aborted) late?.(value)
        resolve(value)
      },
      (error: unknown) => {
        signal.removeEventListener('abort', aborted)
        reject(error)
      },
    )
  })

/** Settles as the work does, or rejects when the time is over. */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new Error(`it took more than ${ms} ms`)), ms)
  try {
    return await until(work, limit.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Gives the event loop a turn when the last one is longer ago than `everyMs`. */
export const createYielder = (clock: () => number, everyMs: number): (() => Promise<void> | undefined) => {
  let last = clock()
  return () => {
    if (clock() - last < everyMs) return undefined
    return new Promise((resolve) =>
      setImmediate(() => {
        last = clock()
        resolve()
      }),
    )
  }
}
