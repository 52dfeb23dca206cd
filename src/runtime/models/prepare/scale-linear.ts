import type { Rgb } from '../../pipeline/item.ts'
import { createArena, type FitKernels } from './fit-kernels.ts'
import type { FitPlan } from './fit-plan.ts'
import type { Region } from './placement.ts'
import { bytesOf, copyRow, placeColumns, type Scaler } from './scaler.ts'

/** OpenCV's INTER_LINEAR: rows first, of which the last two are kept, then columns. Room is taken from `from` on. */
export const createLinearScaler = (
  kernels: FitKernels,
  from: number,
  { width, height, x, y }: FitPlan,
): Scaler => {
  const arena = createArena(kernels.memory, from)
  const count = x.end - x.first
  const columns = placeColumns(kernels, arena, x)
  const source = arena.take(width * 3)
  const mixed = [arena.take(count * 6), arena.take(count * 6)] as const
  const held = [-1, -1]

  /** The address of a mixed row; `other` is the one that must stay. */
  const mix = (picture: Rgb, part: Region, row: number, other: number): number => {
    const slot = held[0] === row || (held[1] !== row && held[0] !== other) ? 0 : 1
    if (held[slot] !== row) {
      copyRow(picture, part, row, bytesOf(kernels), source)
      kernels.mixColumns(source, columns.starts, columns.weights, mixed[slot], count)
      held[slot] = row
    }
    return mixed[slot]
  }

  return {
    scale(picture, part, target) {
      held.fill(-1)
      for (let row = y.first; row < y.end; row++) {
        const tap = row - y.first + y.offset
        const [above, below] = [y.taps.weights[tap * 2]!, y.taps.weights[tap * 2 + 1]!]
        const start = y.taps.starts[tap]!
        const top = Math.max(0, start)
        const bottom = below === 0 ? top : Math.min(start + 1, height - 1)
        const upper = mix(picture, part, top, bottom)
        const lower = mix(picture, part, bottom, top)
        kernels.mixRows(upper, lower, above, below, target(row), count * 3)
      }
    },
  }
}
