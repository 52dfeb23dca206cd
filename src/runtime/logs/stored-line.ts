/** One line of a log file, as it was written. */
export interface StoredLine {
  /** RFC 3339 with microseconds; texts compare as times do. */
  readonly time: string
  readonly source: 'out' | 'err'
  readonly text: string
}

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (out|err) (.*)$/s

/** `after`: the time of the line before, for what a full disk has torn. */
export const parseLine = (line: string, after: string): StoredLine => {
  const match = FORM.exec(line)
  if (match === null) return { time: after, source: 'err', text: line }
  return { time: match[1] as string, source: match[2] as 'out' | 'err', text: match[3] as string }
}

/** Begins the lines that the supervisor adds when a process has ended. */
export const ENDED = 'gaze: ended ('

export const isEnd = (line: StoredLine): boolean => line.source === 'err' && line.text.startsWith(ENDED)
