import type { Rgb } from '../../pipeline/item.ts'
import type { ModelInput } from '../manifest.ts'
import { createFitPlan, type FitPlan } from './fit-plan.ts'
import type { Fitter } from './fitter.ts'
import { partOf, placedAs, type Region } from './placement.ts'

/** Fits pictures without rounding what lies between two levels; those who want bytes get the nearest. */
export const createFineFitter = (input: ModelInput, slots: number): Fitter => {
  const area = input.width * input.height
  const fitted = new Float32Array(area * 3)
  const planes = new Float32Array(slots * area * 3)
  let plan: FitPlan | undefined

  const planFor = (width: number, height: number): FitPlan => {
    if (plan?.width === width && plan.height === height) return plan
    plan = createFitPlan(input, width, height)
    fitted.fill(input.pad)
    return plan
  }

  return {
    fit(picture, region = { x: 0, y: 0, width: picture.width, height: picture.height }) {
      const part = partOf(input, region)
      const found = planFor(part.width, part.height)
      for (let row = found.y.first; row < found.y.end; row++)
        mixRow(picture, part, found, row, fitted, row * input.width * 3)
      return placedAs(found.placement, part, region)
    },
    packed: () => Uint8Array.from(fitted, Math.round),
    spread(slot, order, divisors, subtrahends) {
      for (const [colour, channel] of order.entries()) {
        const [divisor, subtrahend] = [divisors[colour]!, subtrahends[colour]!]
        let to = (slot * 3 + channel) * area
        for (let from = colour; from < fitted.length; from += 3, to++)
          planes[to] = (fitted[from]! - subtrahend) / divisor
      }
    },
    planes: () => planes,
  }
}

/** Mixes the four nearest pixels into each of a row of the input, which begins at `at`. */
const mixRow = (
  picture: Rgb,
  part: Region,
  { x, y, width, height }: FitPlan,
  row: number,
  to: Float32Array,
  at: number,
): void => {
  const { data } = picture
  const tap = row - y.first + y.offset
  const top = y.taps.starts[tap]!
  const upper = ((part.y + top) * picture.width + part.x) * 3
  const lower = ((part.y + Math.min(top + 1, height - 1)) * picture.width + part.x) * 3
  const [above, below] = [y.taps.weights[tap * 2]!, y.taps.weights[tap * 2 + 1]!]
  for (let column = x.first; column < x.end; column++) {
    const from = column - x.first + x.offset
    const left = x.taps.starts[from]! * 3
    const right = Math.min(x.taps.starts[from]! + 1, width - 1) * 3
    const [near, far] = [x.taps.weights[from * 2]!, x.taps.weights[from * 2 + 1]!]
    for (let channel = 0; channel < 3; channel++)
      to[at + column * 3 + channel] =
        above * (near * data[upper + left + channel]! + far * data[upper + right + channel]!) +
        below * (near * data[lower + left + channel]! + far * data[lower + right + channel]!)
  }
}
