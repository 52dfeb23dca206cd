/**
 * Pairs rows with columns so that as many as possible are paired and the sum of costs is least, by shortest
 * augmenting paths (Jonker & Volgenant, A shortest augmenting path algorithm for dense and sparse linear
 * assignment problems, Computing 38, 1987). Infinite costs are never paired.
 * Returns the column of each row, or -1.
 */
export const assign = (costs: readonly (readonly number[])[]): number[] => {
  const rows = costs.length
  const columns = costs[0]?.length ?? 0
  if (rows === 0 || columns === 0) return new Array<number>(rows).fill(-1)
  const size = Math.max(rows, columns)
  const forbidden = 1 + 2 * size * largest(costs)
  const cost = (row: number, column: number): number => {
    const value = costs[row]?.[column]
    return value !== undefined && Number.isFinite(value) ? value : forbidden
  }
  return solve(size, cost)
    .slice(0, rows)
    .map((column, row) => (Number.isFinite(costs[row]?.[column] ?? Number.POSITIVE_INFINITY) ? column : -1))
}

/** One by one: as arguments of `Math.max`, those of a crowd of a few hundred overflow the stack. */
const largest = (costs: readonly (readonly number[])[]): number => {
  let most = 1
  for (const row of costs)
    for (const cost of row) if (Number.isFinite(cost)) most = Math.max(most, Math.abs(cost))
  return most
}

/** The square problem; costs are finite. Index 0 stands for "none" in the arrays here. */
const solve = (size: number, cost: (row: number, column: number) => number): number[] => {
  const rowPrice = new Float64Array(size + 1)
  const columnPrice = new Float64Array(size + 1)
  const rowOf = new Int32Array(size + 1)
  for (let row = 1; row <= size; row++) augment(row, size, cost, rowPrice, columnPrice, rowOf)
  const columnOf = new Array<number>(size).fill(-1)
  for (let column = 1; column <= size; column++) columnOf[rowOf[column]! - 1] = column - 1
  return columnOf
}

/** Finds the cheapest path from a free row to a free column and flips the pairs along it. */
const augment = (
  row: number,
  size: number,
  cost: (row: number, column: number) => number,
  rowPrice: Float64Array,
  columnPrice: Float64Array,
  rowOf: Int32Array,
): void => {
  const shortest = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY)
  const before = new Int32Array(size + 1)
  const done = new Uint8Array(size + 1)
  rowOf[0] = row
  let at = 0
  while (rowOf[at] !== 0) {
    done[at] = 1
    const from = rowOf[at]!
    let step = Number.POSITIVE_INFINITY
    let next = 0
    for (let column = 1; column <= size; column++) {
      if (done[column]) continue
      const reduced = cost(from - 1, column - 1) - rowPrice[from]! - columnPrice[column]!
      if (reduced < shortest[column]!) {
        shortest[column] = reduced
        before[column] = at
      }
      if (shortest[column]! < step) {
        step = shortest[column]!
        next = column
      }
    }
    for (let column = 0; column <= size; column++) {
      if (done[column]) {
        rowPrice[rowOf[column]!]! += step
        columnPrice[column]! -= step
      } else shortest[column]! -= step
    }
    at = next
  }
  while (at !== 0) {
    const from = before[at]!
    rowOf[at] = rowOf[from]!
    at = from
  }
}
