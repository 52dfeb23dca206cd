const CONTROL = /\p{Cc}|\[[0-9;]*m/gu
const MOST = 300

const messageOfJson = (line: string): string | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    const { message } = JSON.parse(line) as { message?: unknown }
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** What a line of a log says, for people: our own are JSON, foreign ones may be coloured. */
export const plainLine = (line: string): string => (messageOfJson(line) ?? line).replace(CONTROL, '').trim()

/** Keeps the last line that says something. */
export const createLastWords = () => {
  let last = ''
  return {
    hear: (lines: readonly string[]): void => {
      const line = lines.findLast((text) => plainLine(text) !== '')
      if (line !== undefined) last = plainLine(line).slice(0, MOST)
    },
    get: (): string => last,
    clear: (): void => {
      last = ''
    },
  }
}
