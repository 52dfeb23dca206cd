import { describe, expect, it } from 'vitest'
import { createHoldTime } from '../../../../../src/runtime/nodes/sources/ingest/hold-time.ts'

/** The limit after frames that took these milliseconds. */
const limitAfter = (times: readonly number[]): number => {
  let now = 0
  const holdTime = createHoldTime(() => now)
  for (const [id, ms] of times.entries()) {
    holdTime.begin(id)
    now += ms
    holdTime.end(id)
  }
  return holdTime.limit()
}

describe('how many frames a pipeline holds', () => {
  it.each([
    ['one before it is known', [], 1],
    ['two while it is fast', [3, 4, 5], 2],
    ['one while it is slow', [200, 200], 1],
    ['two in spite of one slow frame', [...Array(50).fill(5), 100], 2],
    ['one when it has become slow', [...Array(50).fill(5), ...Array(10).fill(200)], 1],
  ])('is %s', (_, times, limit) => {
    expect(limitAfter(times)).toBe(limit)
  })

  it('does not mind an end without a begin', () => {
    const holdTime = createHoldTime(() => 0)
    holdTime.end(7)
    expect(holdTime.limit()).toBe(1)
  })
})
