import type { Tensor } from '../family.ts'

type Values = Tensor['data']

/** Called for what passes the threshold, and for nothing else: nothing is allocated for the rest. */
export type Hit = (row: number, column: number, score: number) => void

/** A matrix with one row for each place: class scores from column `first` on, to its end unless `classes` says. */
export interface Rows {
  readonly data: Values
  readonly rows: number
  readonly width: number
  readonly first: number
  readonly classes?: number
  /** Column of a score that all the row's classes are multiplied by. */
  readonly objectness?: number
}

/** The best class of each row; of equal ones the first. NaN never passes. */
export const bestOfRows = (matrix: Rows, threshold: number, hit: Hit): void => {
  const { data, rows, width, first, objectness } = matrix
  const classes = matrix.classes ?? width - first
  for (let row = 0, at = 0; row < rows; row++, at += width) {
    const factor = objectness === undefined ? 1 : data[at + objectness]!
    // No class scores more than 1, so most rows end here.
    if (objectness !== undefined && !(factor >= threshold)) continue
    let best = Number.NEGATIVE_INFINITY
    let column = -1
    for (let c = 0, i = at + first; c < classes; c++, i++) {
      const value = data[i]!
      if (value > best) {
        best = value
        column = c
      }
    }
    if (best * factor >= threshold) hit(row, column, best * factor)
  }
}

/** A matrix with one column for each place: class scores from row `first` on. */
export interface Columns {
  readonly data: Values
  readonly rows: number
  readonly width: number
  readonly first: number
}

/** The best class of each column, read row by row as it lies in memory; of equal ones the first. NaN never passes. */
export const bestOfColumns = (matrix: Columns, threshold: number, hit: Hit): void => {
  const { data, rows, width, first } = matrix
  const best = new Float32Array(width).fill(Number.NEGATIVE_INFINITY)
  const classOf = new Int32Array(width)
  for (let row = first, i = first * width; row < rows; row++) {
    for (let column = 0; column < width; column++, i++) {
      const value = data[i]!
      // Hardly any value passes, so the best so far is seldom looked at.
      if (value >= threshold && value > best[column]!) {
        best[column] = value
        classOf[column] = row - first
      }
    }
  }
  for (let column = 0; column < width; column++)
    if (best[column]! >= threshold) hit(column, classOf[column]!, best[column]!)
}

/** Every class of each row that passes: families whose own code lets a place have several classes. */
export const allOfRows = (matrix: Rows, threshold: number, hit: Hit): void => {
  const { data, rows, width, first } = matrix
  const classes = matrix.classes ?? width - first
  for (let row = 0, at = first; row < rows; row++, at += width)
    for (let column = 0; column < classes; column++)
      if (data[at + column]! >= threshold) hit(row, column, data[at + column]!)
}
