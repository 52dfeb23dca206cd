import { describe, expect, it } from 'vitest'
import { tapsOf } from '../../../../src/runtime/models/prepare/taps.ts'

/** Weights by source pixel of one target pixel, what is zero left out. */
const weightsAt = (
  { count, starts, weights }: ReturnType<typeof tapsOf>,
  at: number,
): Record<number, number> =>
  Object.fromEntries(
    Array.from(weights.subarray(at * count, (at + 1) * count), (weight, n) => [
      starts[at]! + n,
      weight,
    ]).filter(([, weight]) => weight !== 0),
  )

describe('weights of scaling', () => {
  it('linear takes the two nearest pixels, whatever the factor', () => {
    const taps = tapsOf('linear', 'x', 8, 2)
    expect(weightsAt(taps, 0)).toEqual({ 1: 1024, 2: 1024 })
    expect(weightsAt(taps, 1)).toEqual({ 5: 1024, 6: 1024 })
  })

  it('beyond an edge linear weighs one pixel along x, and along y the row at the edge twice', () => {
    const along = (axis: 'x' | 'y') => {
      const taps = tapsOf('linear', axis, 2, 4)
      return [0, 1, 2, 3].map((at) => weightsAt(taps, at))
    }
    expect(along('x')).toEqual([{ 0: 2048 }, { 0: 1536, 1: 512 }, { 0: 512, 1: 1536 }, { 1: 2048 }])
    expect(along('y')).toEqual([
      { '-1': 512, 0: 1536 },
      { 0: 1536, 1: 512 },
      { 0: 512, 1: 1536 },
      { 1: 1536, 2: 512 },
    ])
  })

  it('antialias takes all pixels under a triangle, which the edge cuts', () => {
    const taps = tapsOf('antialias', 'x', 8, 2)
    expect(Object.keys(weightsAt(taps, 0)).map(Number)).toEqual([0, 1, 2, 3, 4, 5])
    const [first, , , last] = [0, 1, 2, 3].map((at) => weightsAt(taps, 0)[at]!)
    expect(first).toBe(last)
  })

  it.each([
    ['linear', 1280, 416, 2048],
    ['antialias', 1280, 416, 2 ** 22],
    ['antialias', 8000, 640, 2 ** 22],
    ['antialias', 61, 640, 2 ** 22],
  ] as const)(
    '%s weights of %d to %d sum to one, and none is beyond the edge',
    (filter, source, target, one) => {
      const taps = tapsOf(filter, 'x', source, target)
      for (let at = 0; at < target; at++) {
        const own = Object.entries(weightsAt(taps, at))
        const sum = own.reduce((total, [, weight]) => total + weight, 0)
        // Each weight is rounded on its own.
        expect(Math.abs(sum - one)).toBeLessThanOrEqual(taps.count / 2)
        for (const [place] of own) expect(Number(place)).toBeLessThan(source)
      }
    },
  )
})
