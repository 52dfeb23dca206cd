import type { Spot } from './surface.ts'

/** In pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A way to write a label: its size, and upper left corners, the best first. */
export interface Choice {
  readonly width: number
  readonly height: number
  readonly corners: readonly Spot[]
}

const overlap = (a: Area, b: Area): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))

/**
 * Finds where labels can stand on a picture of that size: the first place of the first choice that covers no other label, or
 * of the last choice the place that covers least.
 */
export const createPlaces = (
  width: number,
  height: number,
): ((choices: readonly Choice[]) => { choice: number; area: Area }) => {
  const taken: Area[] = []
  const areasOf = (choice: Choice): Area[] =>
    choice.corners.map(([x, y]) => {
      const left = Math.round(Math.max(0, Math.min(x, width - choice.width)))
      const top = Math.round(Math.max(0, Math.min(y, height - choice.height)))
      return { left, top, right: left + choice.width, bottom: top + choice.height }
    })
  const covered = (area: Area): number => taken.reduce((sum, other) => sum + overlap(area, other), 0)
  return (choices) => {
    const found = choices.flatMap((one, choice) => areasOf(one).map((area) => ({ choice, area })))
    const last = found.filter(({ choice }) => choice === choices.length - 1)
    const best =
      found.find(({ area }) => covered(area) === 0) ??
      last.reduce((a, b) => (covered(b.area) < covered(a.area) ? b : a))
    taken.push(best.area)
    return best
  }
}
