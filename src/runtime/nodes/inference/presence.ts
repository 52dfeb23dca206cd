import type { Box, Detection } from '../../pipeline/item.ts'
import { evidenceOf, isConfirmed } from '../tracking/boxes/birth.ts'
import { iou } from './box-overlap.ts'

/** Boxes of which so much is the same (IoU) are of one thing. */
const SAME = 0.3
/** Score that is believed, as by `track`. */
const HIGH = 0.6
/** Seconds for which what is not sure yet may be missing, unless it is for a single look. */
const TENTATIVE = 0.3

export interface PresenceOptions {
  /** Seconds after which what is not found any more is away. */
  readonly away: number
  /** Seconds for which something must have been found to be there; undefined: until its scores are evidence enough. */
  readonly confirm: number | undefined
}

interface Place {
  box: Box
  at: number
}

interface Candidate extends Place {
  readonly born: number
  evidence: number
  missed: number
}

/**
 * Says which of the things found have come, each once: each look at them goes on from where each was seen last, so what
 * moves slowly enough to overlap itself stays known. A false detection seldom comes twice in the same place, so new things
 * need as much evidence as new tracks.
 */
export const createPresence = ({
  away,
  confirm,
}: PresenceOptions): ((found: readonly Detection[], now: number) => readonly Detection[]) => {
  let known: Place[] = []
  let candidates: Candidate[] = []
  let first = true

  const candidateAt = (box: Box, now: number): Candidate => {
    const before = best(candidates, box)
    if (before !== undefined) return before
    const candidate = { box, at: now, born: now, evidence: 0, missed: 0 }
    candidates.push(candidate)
    return candidate
  }
  const isThere = (candidate: Candidate, now: number): boolean =>
    confirm === undefined ? isConfirmed(candidate, now, first, 0) : now - candidate.born >= confirm

  return (found, now) => {
    known = known.filter(({ at }) => now - at <= away)
    const before = known
    for (const candidate of candidates) candidate.missed++
    const fresh = found.filter((one) => {
      const match = best(before, one.box)
      if (match !== undefined) {
        Object.assign(match, { box: one.box, at: now })
        return false
      }
      const candidate = candidateAt(one.box, now)
      candidate.evidence += evidenceOf(one.score ?? 1, HIGH)
      Object.assign(candidate, { box: one.box, at: now, missed: 0 })
      if (!isThere(candidate, now)) return false
      candidates = candidates.filter((other) => other !== candidate)
      return true
    })
    candidates = candidates.filter(({ at, missed }) => missed <= 1 || now - at <= TENTATIVE)
    known = [...before, ...fresh.map(({ box }) => ({ box, at: now }))]
    first = false
    return fresh
  }
}

const best = <T extends { readonly box: Box }>(known: readonly T[], box: Box): T | undefined =>
  known
    .map((one) => ({ one, share: iou(one.box, box) }))
    .filter(({ share }) => share >= SAME)
    .sort((a, b) => b.share - a.share)[0]?.one
