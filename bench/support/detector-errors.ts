import { between, type Random } from '../../src/runtime/nodes/sources/scene/random.ts'
import type { TrueObject } from '../../src/runtime/nodes/sources/scene/truth.ts'
import type { Box } from '../../src/runtime/pipeline/item.ts'

/** How a detector errs. */
export interface DetectorErrors {
  /** Share of what is to be seen that is missed, by chance and beside what is hidden. */
  readonly misses: number
  /** Boxes a frame where nothing is. */
  readonly alarms: number
  /** Deviation of each edge, as a share of the box's width or height. */
  readonly jitter: number
}

export interface Found {
  readonly box: Box
  readonly score: number
}

/** What is hidden by more than this share is never found. */
const HIDDEN = 0.6

const shareHidden = (box: Box, by: Box): number => {
  const wide = Math.min(box[2], by[2]) - Math.max(box[0], by[0])
  const high = Math.min(box[3], by[3]) - Math.max(box[1], by[1])
  return wide > 0 && high > 0 ? (wide * high) / ((box[2] - box[0]) * (box[3] - box[1])) : 0
}

/** Standard normal: the sum of twelve equal distributions (Irwin-Hall), the same on every machine. */
const normal = (random: Random): number => {
  let sum = -6
  for (let n = 0; n < 12; n++) sum += random()
  return sum
}

const jittered = ([x1, y1, x2, y2]: Box, jitter: number, random: Random): Box => {
  const [w, h] = [jitter * (x2 - x1), jitter * (y2 - y1)]
  return [x1 + w * normal(random), y1 + h * normal(random), x2 + w * normal(random), y2 + h * normal(random)]
}

/** The size of a person somewhere, with a score that a detector gives what it is not sure of, and now and then is. */
const alarm = (random: Random): Found => {
  const height = between(random, 0.1, 0.2)
  const [x, y] = [between(random, 0, 0.95), between(random, 0.1, 0.8)]
  return { box: [x, y, x + 0.25 * height, y + height], score: between(random, 0.1, 0.8) }
}

/** What a detector with such errors finds of what is there, whose nearer ones (lower in the picture) hide the farther. */
export const findWithErrors = (
  objects: readonly TrueObject[],
  { misses, alarms, jitter }: DetectorErrors,
  random: Random,
): Found[] => {
  const found: Found[] = []
  for (const { id, box } of objects) {
    const hidden = objects
      .filter((other) => other.id !== id && other.box[3] > box[3])
      .map((other) => shareHidden(box, other.box))
    const most = Math.max(0, ...hidden)
    const score = between(random, 0.6, 1) * (1 - 0.7 * most)
    if (most > HIDDEN || random() < misses) continue
    found.push({ box: jittered(box, jitter, random), score })
  }
  for (let left = alarms; left > 0; left--) if (random() < left) found.push(alarm(random))
  return found
}
