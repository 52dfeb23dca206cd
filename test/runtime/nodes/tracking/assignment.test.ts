import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assign } from '../../../../src/runtime/nodes/tracking/assignment.ts'

interface Sum {
  readonly pairs: number
  readonly cost: number
}

const better = (a: Sum, b: Sum): Sum =>
  a.pairs > b.pairs || (a.pairs === b.pairs && a.cost < b.cost) ? a : b

/** The best of all ways to pair. */
const best = (costs: readonly (readonly number[])[], row = 0, used: readonly number[] = []): Sum => {
  const line = costs[row]
  if (!line) return { pairs: 0, cost: 0 }
  return line.reduce(
    (most, cost, column) => {
      if (used.includes(column) || !Number.isFinite(cost)) return most
      const rest = best(costs, row + 1, [...used, column])
      return better({ pairs: rest.pairs + 1, cost: rest.cost + cost }, most)
    },
    best(costs, row + 1, used),
  )
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Number.POSITIVE_INFINITY)), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: rows, maxLength: rows },
    ),
  )

describe('assign', () => {
  it('pairs a crowd in which everything could be paired with everything', () => {
    const size = 600
    const costs = Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (_, column) => Math.abs(row - (size - 1 - column)) / size),
    )
    expect(assign(costs)).toEqual(Array.from({ length: size }, (_, row) => size - 1 - row))
  })

  it('is as good as the best of all ways', () => {
    fc.assert(
      fc.property(matrix, (costs) => {
        const chosen = assign(costs)
        const pairs = chosen.flatMap((column, row) => (column < 0 ? [] : [costs[row]![column]!]))
        expect(new Set(chosen.filter((column) => column >= 0)).size).toBe(pairs.length)
        expect({ pairs: pairs.length, cost: pairs.reduce((sum, cost) => sum + cost, 0) }).toEqual(best(costs))
      }),
    )
  })

  it('pairs nothing with nothing', () => {
    expect(assign([])).toEqual([])
    expect(assign([[], []])).toEqual([-1, -1])
  })
})
