import type { Candidate, Tensor } from '../family.ts'

/** A box by its centre and size, in pixels. */
export const centred = (
  x: number,
  y: number,
  width: number,
  height: number,
  score: number,
  classIndex: number,
): Candidate => ({
  x1: x - width / 2,
  y1: y - height / 2,
  x2: x + width / 2,
  y2: y + height / 2,
  score,
  classIndex,
})

/** Four values (x1, y1, x2, y2) from `at` on, each times the input's size where they are parts of it. */
export const cornersAt = (
  data: Tensor['data'],
  at: number,
  score: number,
  classIndex: number,
  { width, height } = { width: 1, height: 1 },
): Candidate => ({
  x1: data[at]! * width,
  y1: data[at + 1]! * height,
  x2: data[at + 2]! * width,
  y2: data[at + 3]! * height,
  score,
  classIndex,
})
