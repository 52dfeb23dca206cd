import type { Rgb } from '../../pipeline/item.ts'
import type { createArena, FitKernels } from './fit-kernels.ts'
import type { Axis } from './fit-plan.ts'
import type { Region } from './placement.ts'

/** Scales parts of one size. */
export interface Scaler {
  /** Writes the rows of the input that the part covers; `target`: where row `row` begins. */
  scale(picture: Rgb, part: Region, target: (row: number) => number): void
}

export const bytesOf = (kernels: FitKernels): Uint8Array => new Uint8Array(kernels.memory.buffer)

/** Copies one row of the part. */
export const copyRow = (
  { width, data }: Rgb,
  part: Region,
  row: number,
  to: Uint8Array,
  at: number,
): void => {
  const from = ((part.y + row) * width + part.x) * 3
  to.set(data.subarray(from, from + part.width * 3), at)
}

/** The addresses of a row's byte offsets and weights. */
export interface Columns {
  readonly starts: number
  readonly weights: number
}

/** Puts the weights of the pixels that are covered where the kernels read them. */
export const placeColumns = (
  { memory }: FitKernels,
  arena: ReturnType<typeof createArena>,
  { taps, first, end, offset }: Axis,
): Columns => {
  const length = end - first
  const weights = taps.weights.slice(offset * taps.count, (offset + length) * taps.count)
  const at = { starts: arena.take(length * 4), weights: arena.take(weights.byteLength) }
  const starts = taps.starts.slice(offset, offset + length).map((start) => start * 3)
  new Int32Array(memory.buffer, at.starts, length).set(starts)
  new Uint8Array(memory.buffer, at.weights, weights.byteLength).set(new Uint8Array(weights.buffer))
  return at
}
