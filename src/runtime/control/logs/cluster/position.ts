/** Where reading a container's log has come to: a time in nanoseconds, and how many lines of that time were taken. */
export interface Position {
  /** RFC 3339 with nanoseconds; empty before the first line. */
  readonly last: () => string
  /** The log is read again from the second of `last` on. */
  reopen(): void
  /** False for a line that was taken before the log was opened again. */
  take(time: string): boolean
}

/**
 * Several lines can have one time, so times alone would lose or repeat some of them. Once a line is new, all behind it
 * are, whatever their times: a clock may be set back.
 */
export const createPosition = (): Position => {
  let last = ''
  let taken = 0
  let met = 0
  let isKnown = false

  const isNew = (time: string): boolean => {
    if (time < last) return false
    if (time > last) return true
    met += 1
    return met > taken
  }

  return {
    last: () => last,
    reopen: () => {
      met = 0
      isKnown = last !== ''
    },
    take: (time) => {
      if (isKnown && !isNew(time)) return false
      isKnown = false
      taken = time === last ? taken + 1 : 1
      last = time
      return true
    },
  }
}
