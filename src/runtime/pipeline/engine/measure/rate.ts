const WINDOW_S = 5

/** Things a second over the last whole seconds. */
export interface Rate {
  add(): void
  perSecond(): number
}

/** `clock`: milliseconds, monotonic. */
export const createRate = (clock: () => number): Rate => {
  const counts = new Float64Array(WINDOW_S + 1)
  const began = clock()
  let newest = 0
  const turnTo = (second: number): void => {
    if (second - newest > WINDOW_S) counts.fill(0)
    else for (let s = newest + 1; s <= second; s++) counts[s % counts.length] = 0
    newest = Math.max(newest, second)
  }
  const second = (): number => Math.floor((clock() - began) / 1_000)
  return {
    add() {
      turnTo(second())
      counts[newest % counts.length]!++
    },
    perSecond() {
      turnTo(second())
      const elapsed = (clock() - began) / 1_000
      const total = counts.reduce((sum, count) => sum + count, 0)
      const span = Math.min(elapsed, WINDOW_S + (elapsed % 1))
      return span <= 0 ? 0 : Math.round((total / Math.max(span, 0.1)) * 10) / 10
    },
  }
}
