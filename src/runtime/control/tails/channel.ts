/** Values of several writers for one reader, in the order of writing. */
export interface Channel<T> {
  /** Waits while `capacity` values are unread; what comes after the end is dropped. */
  push(value: T): Promise<void>
  /** What was pushed before is still read. */
  close(): void
  read(): AsyncGenerator<T>
}

export const createChannel = <T>(capacity: number): Channel<T> => {
  const values: T[] = []
  const writers: (() => void)[] = []
  let closed = false
  let wakeReader = (): void => {}

  async function* read(): AsyncGenerator<T> {
    for (;;) {
      if (values.length > 0) {
        yield values.shift() as T
        writers.shift()?.()
      } else if (closed) return
      else
        await new Promise<void>((resolve) => {
          wakeReader = resolve
        })
    }
  }

  return {
    push: async (value) => {
      while (values.length >= capacity && !closed) await new Promise<void>((resolve) => writers.push(resolve))
      if (closed) return
      values.push(value)
      wakeReader()
    },
    close: () => {
      closed = true
      wakeReader()
      for (const wake of writers.splice(0)) wake()
    },
    read,
  }
}
