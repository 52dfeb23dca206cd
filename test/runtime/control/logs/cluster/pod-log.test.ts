import { describe, expect, it } from 'vitest'
import { parseStamped } from '../../../../../src/runtime/control/logs/cluster/pod-log.ts'

describe('a line of a pod log', () => {
  it.each([
    ['2026-01-02T03:04:05.123456789Z a b', '2026-01-02T03:04:05.123456789Z', 'a b'],
    ['2026-01-02T03:04:05.12Z ', '2026-01-02T03:04:05.120000000Z', ''],
    ['2026-01-02T03:04:05Z  a', '2026-01-02T03:04:05.000000000Z', ' a'],
    ['2026-01-02T03:04:05.5+02:00 a', '2026-01-02T01:04:05.500000000Z', 'a'],
  ])('%s', (line, time, text) => {
    expect(parseStamped(line)).toEqual({ time, text })
  })

  it('without a time is none', () => {
    expect(parseStamped('unable to retrieve container logs')).toBeUndefined()
  })
})
