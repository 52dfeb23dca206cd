import type { Grey } from '../../pipeline/item.ts'

/** Side of the blocks that are compared; the mean of 64 pixels has an eighth of their noise. */
const BLOCK = 8
/** Grey levels by which a block's mean, against that of the whole picture, must have changed. */
const CHANGE = 4

/**
 * Says whether a picture is as the last one was that was not still, so that slow changes add up. Light that changes
 * the whole picture alike is no change.
 */
export const createStillness = (): ((picture: Grey) => boolean) => {
  let last: Float32Array | undefined
  return (picture) => {
    const now = blockMeans(picture)
    const before = last
    if (before?.length === now.length && now.every((mean, n) => Math.abs(mean - before[n]!) < CHANGE))
      return true
    last = now
    return false
  }
}

/** Mean of each block, less that of the whole picture. */
const blockMeans = ({ width, height, data }: Grey): Float32Array => {
  // What is left over at the edges belongs to the last block: a small one would be all noise.
  const columns = Math.max(1, Math.floor(width / BLOCK))
  const rows = Math.max(1, Math.floor(height / BLOCK))
  const sums = new Float32Array(columns * rows)
  const counts = new Float32Array(columns * rows)
  let total = 0
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(y >> 3, rows - 1) * columns
    for (let x = 0; x < width; x++, at++) {
      const block = row + Math.min(x >> 3, columns - 1)
      sums[block]! += data[at]!
      counts[block]!++
      total += data[at]!
    }
  }
  const mean = total / (width * height)
  return sums.map((sum, n) => sum / counts[n]! - mean)
}
