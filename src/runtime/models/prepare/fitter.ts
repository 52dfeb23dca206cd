import type { Rgb } from '../../pipeline/item.ts'
import type { ModelInput } from '../manifest.ts'
import { createArena, loadFitKernels } from './fit-kernels.ts'
import { createFitPlan, type FitPlan } from './fit-plan.ts'
import { createFineFitter } from './fine-fitter.ts'
import { type Placement, partOf, placedAs, type Region } from './placement.ts'
import { createAntialiasScaler } from './scale-antialias.ts'
import { createLinearScaler } from './scale-linear.ts'
import { bytesOf, type Scaler } from './scaler.ts'

export interface Fitter {
  /** Scales a region (all, where none is named) of a picture into the input; around it is padding. */
  fit(picture: Rgb, region?: Region): Placement
  /** What was fitted: packed RGB of the input's size, until the next `fit`. */
  packed(): Uint8Array
  /**
   * What was fitted as three planes of float32, value = (level - subtrahends[c]) / divisors[c], in slot `slot`;
   * plane `order[c]` is that of red, green, blue.
   */
  spread(
    slot: number,
    order: readonly number[],
    divisors: readonly number[],
    subtrahends: readonly number[],
  ): void
  /** All slots, one behind the other, until a picture of another size is fitted. */
  planes(): Float32Array
}

/** Fits pictures into a model's input; `slots`: how many one run takes. */
export const createFitter = (input: ModelInput, slots: number): Fitter =>
  input.filter === 'fine' ? createFineFitter(input, slots) : createWholeFitter(input, slots)

/** Fits them in whole levels, natively. */
const createWholeFitter = (input: ModelInput, slots: number): Fitter => {
  const kernels = loadFitKernels()
  const area = input.width * input.height
  const arena = createArena(kernels.memory, kernels.base())
  const packedAt = arena.take(area * 3)
  const settings = arena.take(24)
  const planesAt = arena.take(slots * area * 12)
  let plan: FitPlan | undefined
  let scaler: Scaler | undefined
  /** The plan by which each slot's padding was written: it stays. */
  const padded: (FitPlan | undefined)[] = []

  const planFor = (width: number, height: number): FitPlan => {
    if (plan?.width === width && plan.height === height) return plan
    plan = createFitPlan(input, width, height)
    const create = input.filter === 'linear' ? createLinearScaler : createAntialiasScaler
    scaler = create(kernels, arena.end, plan)
    bytesOf(kernels).fill(input.pad, packedAt, packedAt + area * 3)
    return plan
  }

  return {
    fit(picture, region = { x: 0, y: 0, width: picture.width, height: picture.height }) {
      const part = partOf(input, region)
      const { placement, x } = planFor(part.width, part.height)
      scaler?.scale(picture, part, (row) => packedAt + (row * input.width + x.first) * 3)
      return placedAs(placement, part, region)
    },
    packed: () => new Uint8Array(kernels.memory.buffer, packedAt, area * 3),
    spread(slot, order, divisors, subtrahends) {
      new Float32Array(kernels.memory.buffer, settings, 6).set([...divisors, ...subtrahends])
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
