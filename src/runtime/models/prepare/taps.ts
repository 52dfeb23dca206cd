import type { Filter } from '../manifest.ts'

/** For each pixel of one axis of the target: the first source pixel it weighs, and `count` weights. */
export interface Taps {
  readonly count: number
  readonly starts: Int32Array
  /** In 1/2048 with `linear`, in 1/4194304 with `antialias`, shares of 1 with `fine`. */
  readonly weights: Int16Array | Int32Array | Float32Array
}

/** The weights that scale `source` pixels to `target` pixels along an axis. Centres of pixels lie at halves. */
export const tapsOf = (filter: Filter, axis: 'x' | 'y', source: number, target: number): Taps => {
  if (filter === 'fine') return fine(source, target)
  return filter === 'linear' ? linear(axis, source, target) : antialias(source, target)
}

/**
 * PyTorch's bilinear `interpolate` (aten/src/ATen/native/UpSample.h, area_pixel_compute_source_index, align_corners
 * false) in single precision. The second pixel lies behind the first, but at the edge, where its weight is 0.
 */
const fine = (source: number, target: number): Taps => {
  const starts = new Int32Array(target)
  const weights = new Float32Array(target * 2)
  const factor = Math.fround(source / target)
  for (let at = 0; at < target; at++) {
    const position = Math.fround(Math.fround(factor * (at + 0.5)) - 0.5)
    const start = Math.min(Math.max(0, Math.floor(position)), source - 1)
    const share = start < source - 1 ? Math.max(0, position - start) : 0
    starts[at] = start
    weights[at * 2] = 1 - share
    weights[at * 2 + 1] = share
  }
  return { count: 2, starts, weights }
}

const LINEAR_ONE = 2048

/**
 * OpenCV's INTER_LINEAR of bytes (imgproc/src/resize.cpp): the two nearest pixels, whatever the factor, weights in
 * single precision before they become whole, ties to even. Beyond an edge, x weighs one pixel alone; y keeps both
 * weights, and the first start may be -1: the reader takes the row at the edge for both, each product rounded down.
 */
const linear = (axis: 'x' | 'y', source: number, target: number): Taps => {
  const starts = new Int32Array(target)
  const weights = new Int16Array(target * 2)
  const factor = 1 / (target / source)
  for (let at = 0; at < target; at++) {
    const position = Math.fround((at + 0.5) * factor - 0.5)
    const start = Math.floor(position)
    const both = axis === 'y' || (start >= 0 && start < source - 1)
    const share = both ? Math.fround(position - start) : 0
    starts[at] = axis === 'y' ? start : Math.min(Math.max(start, 0), source - 1)
    weights[at * 2] = nearest(Math.fround(1 - share) * LINEAR_ONE)
    weights[at * 2 + 1] = nearest(share * LINEAR_ONE)
  }
  return { count: 2, starts, weights }
}

const ANTIALIAS_ONE = 2 ** 22

/** Pillow's BILINEAR of bytes (src/libImaging/Resample.c, precompute_coeffs): a triangle as wide as the factor. */
const antialias = (source: number, target: number): Taps => {
  const factor = source / target
  const reach = Math.max(1, factor)
  const count = Math.ceil(reach) * 2 + 1
  const starts = new Int32Array(target)
  const weights = new Int32Array(target * count)
  for (let at = 0; at < target; at++) {
    const centre = (at + 0.5) * factor
    const start = Math.max(0, Math.trunc(centre - reach + 0.5))
    const end = Math.min(source, Math.trunc(centre + reach + 0.5))
    const shares = Array.from({ length: end - start }, (_, n) =>
      Math.max(0, 1 - Math.abs((start + n - centre + 0.5) * (1 / reach))),
    )
    const sum = shares.reduce((total, share) => total + share, 0)
    starts[at] = start
    weights.set(
      shares.map((share) => Math.trunc(0.5 + share * (1 / sum) * ANTIALIAS_ONE)),
      at * count,
    )
  }
  return { count, starts, weights }
}

/** Ties to even, as the processor rounds. */
const nearest = (value: number): number => {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded
}
