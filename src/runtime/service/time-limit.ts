export interface TimeLimit {
  /** Aborts with the outer signal, or when the time is over. */
  readonly signal: AbortSignal
  readonly expired: () => boolean
  /** Always call it: AbortSignal.any would stay with a long-lived outer signal on Node 20. */
  clear(): void
}

export const timeLimit = (outer: AbortSignal, ms: number): TimeLimit => {
  const controller = new AbortController()
  let expired = false
  const onAbort = (): void => controller.abort(outer.reason)
  const timer = setTimeout(() => {
    expired = true
    controller.abort(new DOMException(`over ${ms} ms`, 'TimeoutError'))
  }, ms)
  if (outer.aborted) onAbort()
  else outer.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    expired: () => expired,
    clear: () => {
      clearTimeout(timer)
      outer.removeEventListener('abort', onAbort)
    },
  }
}
