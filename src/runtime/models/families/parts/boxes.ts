import type { Candidate } from '../family.ts'

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
