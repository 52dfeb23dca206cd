import type { Box, Detection } from '../../pipeline/item.ts'
import { iou } from './box-overlap.ts'

/** Boxes of which so much is the same (IoU) are of one thing. */
const SAME = 0.3

/**
 * Says which of the things found were not there in the last `away` seconds: each look at them goes on from where
 * each was seen last, so what moves slowly enough to overlap itself stays known.
 */
export const createPresence = (
  away: number,
): ((found: readonly Detection[], now: number) => readonly Detection[]) => {
  let known: { box: Box; at: number }[] = []
  return (found, now) => {
    known = known.filter(({ at }) => now - at <= away)
    const before = known
    const fresh = found.filter((one) => {
      const match = best(before, one.box)
      if (match === undefined) return true
      match.box = one.box
      match.at = now
      return false
    })
    known = [...before, ...fresh.map(({ box }) => ({ box, at: now }))]
    return fresh
  }
}

const best = <T extends { readonly box: Box }>(known: readonly T[], box: Box): T | undefined =>
  known
    .map((one) => ({ one, share: iou(one.box, box) }))
    .filter(({ share }) => share >= SAME)
    .sort((a, b) => b.share - a.share)[0]?.one
