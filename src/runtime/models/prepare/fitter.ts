import type { Rgb } from '../../pipeline/item.ts'
import type { ModelInput } from '../manifest.ts'
import { createArena, type FitKernels, loadFitKernels } from './fit-kernels.ts'
import { createFitPlan, type FitPlan } from './fit-plan.ts'
import { type Placement, partOf, type Region } from './placement.ts'

export interface Fitter {
  /** Scales a region (all, where none is named) of a picture into the input; around it is padding. */
  fit(picture: Rgb, region?: Region): Placement
  /** What was fitted: packed RGB of the input's size, until the next `fit`. */
  packed(): Uint8Array
  /**
   * What was fitted as three planes of float32, value = level * factors[c] + offsets[c], in slot `slot`;
   * plane `order[c]` is that of red, green, blue.
   */
  spread(slot: number, order: readonly number[], factors: readonly number[], offsets: readonly number[]): void
  /** All slots, one behind the other, until a picture of another size is fitted. */
  planes(): Float32Array
}

/** Where the parts lie that depend on the region's size. */
interface Room {
  readonly source: number
  readonly blended: number
  readonly starts: number
  readonly columns: number
  readonly rows: number
}

/** Fits pictures into a model's input, natively; `slots`: how many one run takes. */
export const createFitter = (input: ModelInput, slots: number): Fitter => {
  const kernels = loadFitKernels()
  const area = input.width * input.height
  const arena = createArena(kernels.memory, kernels.base())
  const packedAt = arena.take(area * 3)
  const settings = arena.take(24)
  const planesAt = arena.take(slots * area * 12)
  let plan: FitPlan | undefined
  let room: Room | undefined
  /** The plan by which each slot's padding was written: it stays. */
  const padded: (FitPlan | undefined)[] = []

  const planFor = (width: number, height: number): FitPlan => {
    if (plan?.width === width && plan.height === height) return plan
    plan = createFitPlan(input, width, height)
    room = takeRoom(kernels, arena.end, plan)
    bytesOf(kernels).fill(input.pad, packedAt, packedAt + area * 3)
    return plan
  }

  return {
    fit(picture, region = { x: 0, y: 0, width: picture.width, height: picture.height }) {
      const part = partOf(input, region)
      const { placement, x, y } = planFor(part.width, part.height)
      const { source, blended, starts, columns, rows } = room!
      const bytes = bytesOf(kernels)
      const stride = part.width * 3
      const taps = y.taps.pairs * 2
      for (let row = y.first; row < y.end; row++) {
        const tap = row - y.first + y.offset
        copyRows(picture, part, y.taps.starts[tap]!, taps, bytes, source)
        kernels.blendRows(source, stride, rows + tap * taps * 2, y.taps.pairs, blended, stride)
        const target = packedAt + (row * input.width + x.first) * 3
        const column = columns + x.offset * x.taps.pairs * 4
        kernels.blendPixels(blended, starts + x.offset * 4, column, x.taps.pairs, target, x.end - x.first)
        // The kernel writes four bytes a pixel: the byte behind the last one may be padding.
        bytes[target + (x.end - x.first) * 3] = input.pad
      }
      return {
        ...placement,
        left: placement.left - (part.x - region.x) * placement.scaleX,
        top: placement.top - (part.y - region.y) * placement.scaleY,
      }
    },
    packed: () => new Uint8Array(kernels.memory.buffer, packedAt, area * 3),
    spread(slot, order, factors, offsets) {
      new Float32Array(kernels.memory.buffer, settings, 6).set([...factors, ...offsets])
      const [first, end] = padded[slot] === plan && plan ? [plan.y.first, plan.y.end] : [0, input.height]
      padded[slot] = plan
      const start = first * input.width
      const plane = (channel: number): number => planesAt + ((slot * 3 + order[channel]!) * area + start) * 4
      const pixels = (end - first) * input.width
      kernels.spread(packedAt + start * 3, plane(0), plane(1), plane(2), pixels, settings, settings + 12)
    },
    planes: () => new Float32Array(kernels.memory.buffer, planesAt, slots * area * 3),
  }
}

const bytesOf = (kernels: FitKernels): Uint8Array => new Uint8Array(kernels.memory.buffer)

/** Room for the rows of a region of that size, with its weights already there. */
const takeRoom = (kernels: FitKernels, from: number, { width, x, y }: FitPlan): Room => {
  const arena = createArena(kernels.memory, from)
  const room = {
    source: arena.take(width * 3 * y.taps.pairs * 2),
    blended: arena.take(width * 6),
    starts: arena.take(x.taps.starts.byteLength),
    columns: arena.take(x.taps.weights.byteLength),
    rows: arena.take(y.taps.weights.byteLength),
  }
  const { buffer } = kernels.memory
  new Int32Array(buffer, room.starts, x.taps.starts.length).set(x.taps.starts.map((start) => start * 6))
  new Int16Array(buffer, room.columns, x.taps.weights.length).set(x.taps.weights)
  new Int16Array(buffer, room.rows, y.taps.weights.length).set(y.taps.weights)
  return room
}

/** Copies `count` rows of the region from `first` on; what lies below it has no weight and stays away. */
const copyRows = (
  { width, data }: Rgb,
  region: Region,
  first: number,
  count: number,
  to: Uint8Array,
  at: number,
): void => {
  const rows = Math.min(count, region.height - first)
  const from = ((region.y + first) * width + region.x) * 3
  if (region.width === width) {
    to.set(data.subarray(from, from + rows * width * 3), at)
    return
  }
  const bytes = region.width * 3
  for (let row = 0; row < rows; row++) {
    const start = from + row * width * 3
    to.set(data.subarray(start, start + bytes), at + row * bytes)
  }
}
