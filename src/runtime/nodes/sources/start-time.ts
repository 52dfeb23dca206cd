import { GazeError } from '../../errors.ts'

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i

export interface StartOptions {
  /** `media`, `now` or RFC 3339; undefined: `media` in a run, `now` in a stream. */
  readonly start: string | undefined
  readonly mode: 'run' | 'stream'
  /** RFC 3339 of the recording, or empty. */
  readonly creationTime: string
  /** Unix time in milliseconds. */
  readonly now: number
}

/** Capture time of the first picture, nanoseconds since 1970. @throws GazeError PIPELINE_INVALID */
export const startNs = ({ start, mode, creationTime, now }: StartOptions): bigint => {
  const choice = start ?? (mode === 'run' ? 'media' : 'now')
  if (choice === 'now') return BigInt(now) * 1_000_000n
  const text = choice === 'media' ? creationTime || '1970-01-01T00:00:00Z' : choice
  const at = RFC3339.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new GazeError('PIPELINE_INVALID', `start=${choice} is not a time`, {
      hint: 'start=media, start=now or RFC 3339: start=2026-05-01T08:00:00Z',
    })
  return BigInt(at) * 1_000_000n
}
