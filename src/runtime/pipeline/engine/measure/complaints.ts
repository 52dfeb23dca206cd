import { sentenceOf } from '../../../errors.ts'
import type { Logger } from '../../../service/log.ts'

const INTERVAL_MS = 1_000

export interface Complaints {
  add(error: unknown): void
  /** Says what has gathered since the last time. */
  flush(): void
}

/** Warnings about single items, added up: the first at once, then one a second. */
export const createComplaints = (log: Logger, now: () => number): Complaints => {
  let count = 0
  let last = ''
  let saidAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  const say = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (count === 0) return
    log.warn(count === 1 ? `an item failed: ${last}` : `${count} errors, last: ${last}`, { errors: count })
    saidAt = now()
    count = 0
  }
  return {
    add(error) {
      count++
      last = sentenceOf(error)
      if (now() - saidAt >= INTERVAL_MS) say()
      else timer ??= setTimeout(say, INTERVAL_MS).unref()
    },
    flush: say,
  }
}
