import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/runtime/duration.ts'
import { isGazeError } from '../../src/runtime/errors.ts'

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['1.5s', 1_500],
    ['60s', 60_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['60', '', 's', '5 s', '-1s', '1d', '1h30m', '1e3ms', 'NaNs'])('"%s" is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.toSatisfy((error) => isGazeError(error, 'USAGE')))
  })

  it.each([
    [850, '850ms'],
    [12_400, '12s'],
    [200_000, '3m20s'],
    [7_500_000, '2h05m'],
    [352_800_000, '4d02h'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})
