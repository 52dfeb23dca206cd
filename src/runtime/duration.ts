import { GazeError } from './errors.ts'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/

/**
 * Milliseconds of a duration with a unit: `250ms`, `1.5s`, `10m`, `2h`.
 * @throws GazeError USAGE for a bare number, another unit or anything else.
 */
export const parseDuration = (text: string): number => {
  const [, digits, unit] = PATTERN.exec(text.trim()) ?? []
  if (digits !== undefined && unit !== undefined) return Number(digits) * (UNITS[unit] ?? 0)
  const bare = /^\d+(\.\d+)?$/.test(text)
  throw new GazeError('USAGE', `"${text}" is not a duration`, {
    why: bare ? 'It has no unit.' : 'A duration is a number with one of the units ms, s, m, h.',
    hint: bare ? `write ${text}s for seconds` : 'write for example 500ms, 60s, 5m or 1h',
  })
}

/** The shortest spelling people read easily: `850ms`, `12s`, `3m20s`, `2h05m`, `4d02h`. */
export const formatDuration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)}ms`
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds}s`
  const two = (value: number): string => String(value).padStart(2, '0')
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`
  const hours = Math.floor(seconds / 3_600)
  if (hours < 24) return `${hours}h${two(Math.floor((seconds % 3_600) / 60))}m`
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`
}
