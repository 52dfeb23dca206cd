import { describe, expect, it } from 'vitest'
import { countScene } from '../../bench/support/scenes.ts'

describe('twenty streets of a minute', () => {
  it.each([
    ['as they are', {}],
    ['noise of 10', { noise: 10 }],
    ['light that drifts by 20 %', { drift: 20 }],
    ['5 pictures a second', { fps: 5, frames: 300 }],
    ['60 pictures a second', { fps: 60, frames: 3600 }],
    ['4:3', { width: 640, height: 480 }],
  ] as const)('%s', async (_, params) => {
    let expected = 0
    let errors = 0
    for (let seed = 1; seed <= 20; seed++) {
      const result = await countScene({ ...params, seed })
      expect(Math.abs(result.counted.in - result.truth.in), `in, seed ${seed}`).toBeLessThanOrEqual(1)
      expect(Math.abs(result.counted.out - result.truth.out), `out, seed ${seed}`).toBeLessThanOrEqual(1)
      expected += result.expected.length
      errors += result.errors
    }
    expect(errors / expected).toBeLessThanOrEqual(0.05)
  })

  it('prints how far overlapping traffic is off, which nothing here judges', async () => {
    let expected = 0
    let errors = 0
    for (let seed = 1; seed <= 20; seed++) {
      const result = await countScene({ lanes: 'overlapping', seed })
      expected += result.expected.length
      errors += result.errors
    }
    console.log(`overlapping traffic: ${errors} of ${expected} crossings wrong`)
    expect(expected).toBeGreaterThan(0)
  })
})
