import { describe, expect, it } from 'vitest'
import { tapsOf } from '../../../../src/runtime/models/prepare/taps.ts'

/** Weights by source pixel of one target pixel, 0-1, what is zero left out. */
const weightsAt = (
  { pairs, starts, weights }: ReturnType<typeof tapsOf>,
  at: number,
): Record<number, number> =>
  Object.fromEntries(
    Array.from(weights.subarray(at * pairs * 2, (at + 1) * pairs * 2), (weight, n) => [
      starts[at]! + n,
      weight / 16_384,
    ]).filter(([, weight]) => weight !== 0),
  )

describe('weights of scaling', () => {
  it('linear takes the two nearest pixels, whatever the factor', () => {
    const taps = tapsOf('linear', 8, 2)
    expect(weightsAt(taps, 0)).toEqual({ 1: 0.5, 2: 0.5 })
    expect(weightsAt(taps, 1)).toEqual({ 5: 0.5, 6: 0.5 })
  })

  it('linear repeats the edge', () => {
    const taps = tapsOf('linear', 2, 4)
    expect([0, 1, 2, 3].map((at) => weightsAt(taps, at))).toEqual([
      { 0: 1 },
      { 0: 0.75, 1: 0.25 },
      { 0: 0.25, 1: 0.75 },
      { 1: 1 },
    ])
  })

  it('a single pixel fills everything', () => {
    for (const filter of ['linear', 'antialias'] as const)
      for (const at of [0, 1, 2]) expect(weightsAt(tapsOf(filter, 1, 3), at)).toEqual({ 0: 1 })
  })

  it('antialias takes all pixels under a triangle, which the edge cuts', () => {
    const taps = tapsOf('antialias', 8, 2)
    expect(Object.keys(weightsAt(taps, 0)).map(Number)).toEqual([0, 1, 2, 3, 4, 5])
    const [first, , , last] = [0, 1, 2, 3].map((at) => weightsAt(taps, 0)[at]!)
    expect(first! / last!).toBeCloseTo(0.625 / 0.625, 2)
  })

  it.each([
    ['linear', 1280, 416],
    ['antialias', 1280, 416],
    ['antialias', 8000, 640],
    ['antialias', 61, 640],
  ] as const)('%s weights of %d to %d sum to one exactly', (filter, source, target) => {
    const { pairs, starts, weights } = tapsOf(filter, source, target)
    for (let at = 0; at < target; at++) {
      const own = weights.subarray(at * pairs * 2, (at + 1) * pairs * 2)
      expect(own.reduce((sum, weight) => sum + weight, 0)).toBe(16_384)
      const last = own.findLastIndex((weight) => weight !== 0)
      expect(starts[at]! + last).toBeLessThan(source)
    }
  })
})
