import { describe, expect, it } from 'vitest'
import { correct, predict, startAxis } from '../../../../src/runtime/nodes/tracking/kalman.ts'

describe('axis', () => {
  it.each([0.02, 0.1, 0.5])('finds the speed of what is seen every %d s', (seconds) => {
    const axis = startAxis(0, 0.01, 0.5)
    for (let step = 1; step <= 3 / seconds; step++) {
      predict(axis, seconds, 0.2)
      correct(axis, 0.3 * step * seconds, 0.01)
    }
    expect(axis.velocity).toBeCloseTo(0.3, 2)
  })

  it('knows less the longer it does not look, and more when it does', () => {
    const axis = startAxis(0, 0.01, 0.5)
    const before = axis.pp
    predict(axis, 1, 0.2)
    const unseen = axis.pp
    correct(axis, 0, 0.01)
    expect(unseen).toBeGreaterThan(before)
    expect(axis.pp).toBeLessThan(unseen)
    expect(axis.pp).toBeGreaterThan(0)
  })
})
