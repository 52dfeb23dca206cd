import { GazeError } from '../../../errors.ts'

/** Pixels of the input between neighbouring cells, of each level from fine to coarse. */
export type Strides = readonly number[]

/** The pyramids in use: P3-P5, P3-P6 (large inputs), P3-P7, P2-P5 (small objects), P4-P5 (tiny models). */
const PYRAMIDS: readonly Strides[] = [
  [8, 16, 32],
  [8, 16, 32, 64],
  [8, 16, 32, 64, 128],
  [4, 8, 16, 32],
  [16, 32],
]

export const cellsAcross = (pixels: number, stride: number): number => Math.ceil(pixels / stride)

const cells = (width: number, height: number, strides: Strides): number =>
  strides.reduce((sum, stride) => sum + cellsAcross(width, stride) * cellsAcross(height, stride), 0)

/** The pyramid whose cells, `perCell` to each, make up `rows`. */
export const stridesFor = (
  rows: number,
  input: { width: number; height: number },
  perCell = 1,
): Strides | undefined =>
  PYRAMIDS.find((strides) => cells(input.width, input.height, strides) * perCell === rows)

/** A cell of the pyramid: column and row within its level. */
export interface Cell {
  readonly column: number
  readonly row: number
  readonly stride: number
}

/**
 * Finds the cell of a row of an output that lists all levels, fine to coarse, each row by row.
 * @throws GazeError MODEL_INVALID where no pyramid over the input has so many rows.
 */
export const cellFinder = (
  rows: number,
  input: { width: number; height: number },
): ((row: number) => Cell) => {
  const strides = stridesFor(rows, input)
  if (!strides)
    throw new GazeError('MODEL_INVALID', `An output has ${rows} rows; no grid over its input has`, {
      why: `the input is ${input.width}x${input.height} pixels`,
    })
  const levels = strides.map((stride) => ({ stride, across: cellsAcross(input.width, stride) }))
  return (row) => {
    let index = row
    for (const { stride, across } of levels) {
      const count = across * cellsAcross(input.height, stride)
      if (index < count) return { column: index % across, row: Math.floor(index / across), stride }
      index -= count
    }
    throw new RangeError(`row ${row} of ${rows}`)
  }
}
