import type { ModelInput } from '../manifest.ts'
import { type Placement, placementOf } from './placement.ts'
import { type Taps, tapsOf } from './taps.ts'

/** How one axis of a region comes into the input. */
export interface Axis {
  readonly taps: Taps
  /** The pixels of the input that the region covers: from `first` up to before `end`. */
  readonly first: number
  readonly end: number
  /** Index of the taps of the input's pixel `first`. */
  readonly offset: number
}

/** Everything about fitting that depends on the region's size alone. */
export interface FitPlan {
  readonly width: number
  readonly height: number
  readonly placement: Placement
  readonly x: Axis
  readonly y: Axis
}

export const createFitPlan = (input: ModelInput, width: number, height: number): FitPlan => {
  const placement = placementOf(input, width, height)
  return {
    width,
    height,
    placement,
    x: axis(tapsOf(input.filter, 'x', width, placement.width), placement.left, placement.width, input.width),
    y: axis(
      tapsOf(input.filter, 'y', height, placement.height),
      placement.top,
      placement.height,
      input.height,
    ),
  }
}

const axis = (taps: Taps, start: number, length: number, room: number): Axis => {
  const first = Math.max(0, start)
  return { taps, first, end: Math.min(room, start + length), offset: first - start }
}
