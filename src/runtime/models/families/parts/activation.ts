import type { Manifest } from '../../manifest.ts'

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

/** What a raw value must reach so that its score reaches the threshold: one comparison instead of an exp for each. */
export const rawThreshold = (activation: Manifest['activation'], threshold: number): number =>
  activation === 'sigmoid' ? Math.log(threshold / (1 - threshold)) : threshold

/** The score of a raw value that stands alone. */
export const scoreOf = (activation: Manifest['activation'], value: number): number =>
  activation === 'sigmoid' ? sigmoid(value) : value

/** Softmax of `count` values from `from` on; the greatest is taken off first, so that nothing overflows. */
export const softmax = (data: ArrayLike<number>, from: number, count: number): Float32Array => {
  const result = new Float32Array(count)
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) greatest = Math.max(greatest, data[from + i]!)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const value = Math.exp(data[from + i]! - greatest)
    result[i] = value
    sum += value
  }
  for (let i = 0; i < count; i++) result[i]! /= sum
  return result
}
