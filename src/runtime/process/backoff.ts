export interface BackoffOptions {
  readonly firstMs: number
  readonly mostMs: number
  /** Health for this long wipes out what was before. */
  readonly resetMs: number
}

export const POD_BACKOFF: BackoffOptions = { firstMs: 1_000, mostMs: 5 * 60_000, resetMs: 10 * 60_000 }

/** All streams hang on a service, so it is soon tried again. */
export const SERVICE_BACKOFF: BackoffOptions = { firstMs: 500, mostMs: 10_000, resetMs: 60_000 }

/** Deaths in a row from which on something keeps dying rather than having died. */
const LOOP_DEATHS = 2

/** Waits between tries of one process, from the times it was told; it reads no clock. */
export interface Backoff {
  /** It runs and is ready. */
  healthy(nowMs: number): void
  /** It died: how long to wait before the next try. */
  died(nowMs: number): number
  readonly looping: boolean
}

export const createBackoff = ({ firstMs, mostMs, resetMs }: BackoffOptions): Backoff => {
  let deaths = 0
  let healthySince: number | undefined
  return {
    healthy: (nowMs) => {
      healthySince ??= nowMs
    },
    died: (nowMs) => {
      if (healthySince !== undefined && nowMs - healthySince >= resetMs) deaths = 0
      healthySince = undefined
      deaths += 1
      return Math.min(mostMs, firstMs * 2 ** (deaths - 1))
    },
    get looping() {
      return deaths >= LOOP_DEATHS
    },
  }
}
