const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** RFC 3339 with microseconds, from microseconds since 1970. */
const format = (micros: number): string => {
  const ms = Math.floor(micros / 1000)
  return `${new Date(ms).toISOString().slice(0, -1)}${pad(micros % 1000, 3)}Z`
}

/** Times of lines: each later than the one before, also when the clock is set back or stands still. */
export const createStamps = (nowMs: () => number = Date.now): (() => string) => {
  let last = 0
  return () => {
    last = Math.max(Math.floor(nowMs() * 1000), last + 1)
    return format(last)
  }
}
