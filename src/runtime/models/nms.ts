import type { Candidate } from './families/family.ts'

export interface NmsOptions {
  /** A box that overlaps a better one by more than this (intersection over union, 0-1) is suppressed. */
  readonly iou: number
  /** Whether boxes suppress only those of their own class. */
  readonly perClass: boolean
  /** How many boxes are looked at, the best first (default 30,000). */
  readonly consider?: number
  /** How many boxes are kept at most (default 300). */
  readonly keep?: number
}

/** Ultralytics' `max_nms` and `max_det`. */
const CONSIDER = 30_000
const KEEP = 300

/**
 * Greedy non-maximum suppression as torchvision.ops.nms and cv2.dnn.NMSBoxes do it: the best box stays and
 * suppresses those over the threshold, then the next best; equal scores in the order they came.
 * What is kept comes back best first.
 */
export const suppress = (candidates: readonly Candidate[], options: NmsOptions): Candidate[] => {
  const { iou, perClass, consider = CONSIDER, keep = KEEP } = options
  const sorted = candidates.toSorted((a, b) => b.score - a.score)
  const kept: Candidate[] = []
  for (const candidate of sorted.slice(0, consider)) {
    if (kept.length >= keep) break
    const rivals = (other: Candidate) => !perClass || other.classIndex === candidate.classIndex
    if (kept.some((other) => rivals(other) && overlap(other, candidate) > iou)) continue
    kept.push(candidate)
  }
  return kept
}

/** Intersection over union; 0 where both are empty. */
const overlap = (a: Candidate, b: Candidate): number => {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1)
  if (width <= 0 || height <= 0) return 0
  const both = width * height
  return both / (area(a) + area(b) - both)
}

const area = (box: Candidate): number => (box.x2 - box.x1) * (box.y2 - box.y1)
