import { createArena, type FitKernels } from './fit-kernels.ts'
import type { FitPlan } from './fit-plan.ts'
import { bytesOf, copyRow, placeColumns, type Scaler } from './scaler.ts'

/**
 * Pillow's BILINEAR: along all rows first, to bytes again, then along columns (Pillow up to 12; later ones begin with
 * the columns in some shapes). Room is taken from `from` on.
 */
export const createAntialiasScaler = (
  kernels: FitKernels,
  from: number,
  { width, height, x, y }: FitPlan,
): Scaler => {
  const arena = createArena(kernels.memory, from)
  const count = x.end - x.first
  const columns = placeColumns(kernels, arena, x)
  const rows = placeColumns(kernels, arena, y)
  const source = arena.take(width * 3)
  const stride = (count * 3 + 15) & ~15
  const first = y.taps.starts[y.offset]!
  const last = Math.min(height, y.taps.starts[y.offset + y.end - y.first - 1]! + y.taps.count)
  // Rows below the part have no weight, but are read.
  const weighed = arena.take(stride * (last - first + y.taps.count))
  return {
    scale(picture, part, target) {
      for (let row = first; row < last; row++) {
        copyRow(picture, part, row, bytesOf(kernels), source)
        const to = weighed + (row - first) * stride
        kernels.weighColumns(source, columns.starts, columns.weights, x.taps.count, to, count)
      }
      for (let row = y.first; row < y.end; row++) {
        const at = row - y.first
        const upper = weighed + (y.taps.starts[at + y.offset]! - first) * stride
        const weights = rows.weights + at * y.taps.count * 4
        kernels.weighRows(upper, stride, weights, y.taps.count, target(row), count * 3)
      }
    },
  }
}
