import type { LogLine } from '../../cluster/types.ts'

/** Who wrote a log. */
export interface LogOrigin {
  readonly stream: string
  /** Empty for a service of this machine, of which there is one. */
  readonly pod: string
  readonly service?: string
}

/** A line as it was written. */
export interface WrittenLine {
  /** RFC 3339 in UTC, finer than milliseconds. */
  readonly time: string
  readonly text: string
}

/** A line with what it was written as. */
export interface TailedLine extends LogLine {
  readonly raw: string
}

interface Parts {
  readonly message: string
  readonly level?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Our own lines are JSON objects with a message; anything else is its own message. */
const partsOf = (text: string): Parts => {
  if (!text.startsWith('{')) return { message: text }
  try {
    const { time: _time, level, message, ...fields } = JSON.parse(text) as Record<string, unknown>
    if (typeof message !== 'string') return { message: text }
    return {
      message,
      ...(typeof level === 'string' ? { level } : {}),
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    }
  } catch {
    return { message: text }
  }
}

/** From the finer times that order lines, to the milliseconds of all times that are shown. */
const shown = (time: string): string => `${time.slice(0, 23)}Z`

export const toLogLine = ({ stream, pod, service }: LogOrigin, line: WrittenLine): TailedLine => ({
  time: shown(line.time),
  stream,
  pod,
  ...(service === undefined ? {} : { service }),
  ...partsOf(line.text),
  raw: line.text,
})
