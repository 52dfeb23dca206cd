import type { Candidate, Tensor } from '../family.ts'
import { softmax } from './activation.ts'

/**
 * The mean of a distribution over 0, 1, …, bins - 1, given by `bins` logits from `at` on (Generalized Focal Loss,
 * arXiv:2006.04388, equation 5).
 */
const meanAt = (data: Tensor['data'], at: number, bins: number): number =>
  softmax(data, at, bins).reduce((sum, probability, bin) => sum + probability * bin, 0)

/** A box by four distributions, of the distances from a point to its left, upper, right and lower side, in strides. */
export const boxAround = (
  data: Tensor['data'],
  at: number,
  bins: number,
  point: { x: number; y: number; stride: number },
  score: number,
  classIndex: number,
): Candidate => {
  const distance = (side: number): number => meanAt(data, at + side * bins, bins) * point.stride
  return {
    x1: point.x - distance(0),
    y1: point.y - distance(1),
    x2: point.x + distance(2),
    y2: point.y + distance(3),
    score,
    classIndex,
  }
}
