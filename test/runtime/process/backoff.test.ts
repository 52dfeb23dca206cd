import { describe, expect, it } from 'vitest'
import { createBackoff, POD_BACKOFF } from '../../../src/runtime/process/backoff.ts'

const MINUTE = 60_000

describe('createBackoff', () => {
  it('doubles from 1 s to 5 min', () => {
    const backoff = createBackoff(POD_BACKOFF)
    const waits = Array.from({ length: 11 }, () => backoff.died(0) / 1_000)
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  })

  it('is a loop from the second death in a row', () => {
    const backoff = createBackoff(POD_BACKOFF)
    backoff.died(0)
    expect(backoff.looping).toBe(false)
    backoff.died(0)
    expect(backoff.looping).toBe(true)
  })

  it('begins anew after 10 minutes of health, not before', () => {
    const backoff = createBackoff(POD_BACKOFF)
    for (const _ of [1, 2, 3]) backoff.died(0)
    backoff.healthy(MINUTE)
    backoff.healthy(5 * MINUTE)
    expect(backoff.died(10.9 * MINUTE)).toBe(8_000)
    backoff.healthy(20 * MINUTE)
    expect(backoff.died(30 * MINUTE)).toBe(1_000)
    expect(backoff.looping).toBe(false)
  })
})
