/** How often what others change is put back: at once, and ever more rarely where somebody keeps changing it. */
export interface Repairs {
  /** From when on the stream may be put right again. */
  mayAtMs(stream: string): number
  repaired(stream: string, nowMs: number): void
  forget(stream: string): void
}

const FIRST_WAIT_MS = 500
const MOST_WAIT_MS = 60_000
/** Peace for this long wipes out what was before. */
const RESET_MS = 10 * 60_000

export const createRepairs = (): Repairs => {
  const last = new Map<string, { readonly atMs: number; readonly waitMs: number }>()
  return {
    mayAtMs: (stream) => {
      const before = last.get(stream)
      return before === undefined ? 0 : before.atMs + before.waitMs
    },
    repaired: (stream, nowMs) => {
      const before = last.get(stream)
      const again = before !== undefined && nowMs - before.atMs < RESET_MS
      const waitMs = again ? Math.min(MOST_WAIT_MS, before.waitMs * 2) : FIRST_WAIT_MS
      last.set(stream, { atMs: nowMs, waitMs })
    },
    forget: (stream) => last.delete(stream),
  }
}
