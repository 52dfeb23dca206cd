/** Two signals from one: nodes go on for a while when the run is to end, so that they finish what they have. */
export interface Drain {
  /** Aborts `ms` after the outer signal, or by `end`. */
  readonly hard: AbortSignal
  end(): void
}

export const createDrain = (outer: AbortSignal, ms: number): Drain => {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const start = (): void => {
    timer = setTimeout(() => controller.abort(new Error('the time to finish is over')), ms)
  }
  if (outer.aborted) start()
  else outer.addEventListener('abort', start, { once: true })
  return {
    hard: controller.signal,
    end() {
      clearTimeout(timer)
      outer.removeEventListener('abort', start)
      controller.abort(new Error('the pipeline has ended'))
    },
  }
}
