import { assign } from './assignment.ts'

/** A pair that may be made, and how much it is worth, above 0. */
export interface Pair {
  readonly row: number
  readonly column: number
  readonly gain: number
}

/**
 * Chooses pairs, each row and column at most once, of the greatest total gain: maximum-weight bipartite matching. What
 * is connected by no pair is solved apart, because in a picture few boxes compete with each other.
 */
export const pairUp = (rows: number, columns: number, pairs: readonly Pair[]): Pair[] => {
  const group = createGroups(rows + columns)
  for (const { row, column } of pairs) group.join(row, rows + column)
  const byGroup = new Map<number, Pair[]>()
  for (const pair of pairs) {
    const key = group.of(pair.row)
    const there = byGroup.get(key)
    if (there) there.push(pair)
    else byGroup.set(key, [pair])
  }
  return [...byGroup.values()].flatMap((some) => (some.length === 1 ? some : solve(some)))
}

const solve = (pairs: readonly Pair[]): Pair[] => {
  const rowAt = numbering(pairs.map(({ row }) => row))
  const columnAt = numbering(pairs.map(({ column }) => column))
  const costs = Array.from({ length: rowAt.size }, () => new Array<number>(columnAt.size).fill(0))
  const known = new Map<number, Pair>()
  for (const pair of pairs) {
    const [row, column] = [rowAt.get(pair.row)!, columnAt.get(pair.column)!]
    costs[row]![column] = -pair.gain
    known.set(row * columnAt.size + column, pair)
  }
  return assign(costs).flatMap((column, row) =>
    column < 0 ? [] : (known.get(row * columnAt.size + column) ?? []),
  )
}

const numbering = (values: readonly number[]): Map<number, number> => {
  const at = new Map<number, number>()
  for (const value of values) if (!at.has(value)) at.set(value, at.size)
  return at
}

/** Disjoint sets with path halving. */
const createGroups = (size: number) => {
  const parent = Int32Array.from({ length: size }, (_, n) => n)
  const of = (start: number): number => {
    let at = start
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  return {
    of,
    join(a: number, b: number): void {
      parent[of(a)] = of(b)
    },
  }
}
