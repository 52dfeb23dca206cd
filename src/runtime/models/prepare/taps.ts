import type { Filter } from '../manifest.ts'

/** For each pixel of one axis of the target: the first source pixel it weighs, and `2 * pairs` weights in 1/16384. */
export interface Taps {
  readonly pairs: number
  readonly starts: Int32Array
  readonly weights: Int16Array
}

const ONE = 16_384

/**
 * The weights that scale `source` pixels to `target` pixels. `linear` as OpenCV's INTER_LINEAR (two pixels, whatever
 * the factor), `antialias` as Pillow's BILINEAR (a triangle as wide as the factor; Resample.c, precompute_coeffs).
 * Centres of pixels lie at halves; pixels beyond the edge repeat it (linear) or are left out (antialias).
 */
export const tapsOf = (filter: Filter, source: number, target: number): Taps => {
  const factor = source / target
  const reach = filter === 'antialias' ? Math.max(1, factor) : 1
  const most = filter === 'antialias' ? Math.ceil(reach) * 2 + 1 : 2
  const pairs = Math.ceil(most / 2)
  const starts = new Int32Array(target)
  const weights = new Int16Array(target * pairs * 2)
  for (let at = 0; at < target; at++) {
    const { start, shares } =
      filter === 'antialias'
        ? triangle((at + 0.5) * factor, reach, source)
        : neighbours((at + 0.5) * factor - 0.5, source)
    starts[at] = start
    weights.set(whole(shares), at * pairs * 2)
  }
  return { pairs, starts, weights }
}

const neighbours = (position: number, source: number): { start: number; shares: number[] } => {
  const clamped = Math.min(Math.max(position, 0), source - 1)
  const start = Math.min(Math.floor(clamped), Math.max(source - 2, 0))
  const share = clamped - start
  return { start, shares: [1 - share, share] }
}

const triangle = (centre: number, reach: number, source: number): { start: number; shares: number[] } => {
  const start = Math.max(0, Math.trunc(centre - reach + 0.5))
  const end = Math.min(source, Math.trunc(centre + reach + 0.5))
  const shares = Array.from({ length: Math.max(1, end - start) }, (_, n) =>
    Math.max(0, 1 - Math.abs((start + n + 0.5 - centre) / reach)),
  )
  const sum = shares.reduce((total, share) => total + share, 0)
  return { start, shares: shares.map((share) => share / sum) }
}

/** Weights that sum to one exactly, so that an even picture stays as it is. */
const whole = (shares: readonly number[]): number[] => {
  const rounded = shares.map((share) => Math.round(share * ONE))
  const rest = ONE - rounded.reduce((sum, weight) => sum + weight, 0)
  const largest = rounded.indexOf(Math.max(...rounded))
  return rounded.map((weight, n) => (n === largest ? weight + rest : weight))
}
