import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pair, pairUp } from '../../../../src/runtime/nodes/tracking/pairing.ts'

const pairsOf = (gains: readonly (readonly number[])[]): Pair[] =>
  gains.flatMap((row, at) => row.flatMap((gain, column) => (gain > 0 ? [{ row: at, column, gain }] : [])))

const chosen = (gains: readonly (readonly number[])[]): number[][] =>
  pairUp(gains.length, gains[0]?.length ?? 0, pairsOf(gains))
    .map(({ row, column }) => [row, column])
    .sort((a, b) => a[0]! - b[0]!)

/** The best of all ways to pair the rows from `row` on, tried one by one. */
const best = (gains: readonly (readonly number[])[], row = 0, taken = new Set<number>()): number => {
  if (row === gains.length) return 0
  let most = best(gains, row + 1, taken)
  for (const [column, gain] of gains[row]!.entries())
    if (gain > 0 && !taken.has(column))
      most = Math.max(most, gain + best(gains, row + 1, new Set(taken).add(column)))
  return most
}

describe('pairs of the greatest total gain', () => {
  it.each<[string, number[][], number[][]]>([
    ['nothing', [], []],
    ['no pair that may be made', [[0, 0]], []],
    ['one pair', [[0, 0.2]], [[0, 1]]],
    ['two that compete, the better first', [[0.9], [0.8]], [[0, 0]]],
    [
      'one great gain before two small ones',
      [
        [0.9, 0.4],
        [0.4, 0],
      ],
      [[0, 0]],
    ],
    [
      'two middling gains before one great one',
      [
        [0.9, 0.6],
        [0.6, 0],
      ],
      [
        [0, 1],
        [1, 0],
      ],
    ],
    [
      'groups that have nothing to do with each other',
      [
        [0.5, 0, 0],
        [0, 0.4, 0.6],
        [0, 0.3, 0.6],
      ],
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
  ])('of %s', (_, gains, expected) => expect(chosen(gains)).toEqual(expected))

  it('are as good as the best of all ways', () => {
    const gain = fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 50 }) },
    )
    const gains = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(gain, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      )
    fc.assert(
      fc.property(gains, (some) => {
        const pairs = pairUp(some.length, some[0]!.length, pairsOf(some))
        expect(new Set(pairs.map(({ row }) => row)).size).toBe(pairs.length)
        expect(new Set(pairs.map(({ column }) => column)).size).toBe(pairs.length)
        expect(pairs.reduce((sum, pair) => sum + pair.gain, 0)).toBe(best(some))
      }),
    )
  })
})
