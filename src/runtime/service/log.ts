export type Level = 'debug' | 'info' | 'warn' | 'error'

/** One JSON line an entry: `{time, level, message, …fields}`. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
  with(fields: Record<string, unknown>): Logger
}

const ORDER: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** A logger whose lines go to `write`, from `least` upwards. */
export const createLogger = (
  write: (line: string) => void,
  least: Level = 'info',
  fields: Record<string, unknown> = {},
): Logger => {
  const at =
    (level: Level) =>
    (message: string, more: Record<string, unknown> = {}) => {
      if (ORDER[level] < ORDER[least]) return
      write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields, ...more })}\n`)
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => createLogger(write, least, { ...fields, ...more }),
  }
}
