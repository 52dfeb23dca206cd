import type { Target } from '../tracking/blobs/target.ts'
import { areaOfTarget } from '../tracking/blobs/target.ts'
import { type Area, shareIn } from '../tracking/area.ts'
import type { PixelBox, Region } from './background.ts'

/** Regions that are taken for one thing: their common box, and their pixels. */
export interface Blob extends PixelBox {
  readonly area: number
}

/** A region belongs to a target when this share of it lies in the target's box. */
const BELONGS = 0.5

/**
 * Joins regions that are less than `gap` pixels apart, or that lie in the box of one and the same known
 * target (a white shirt before a white wall leaves a head and legs), but never across two known targets.
 */
export const joinRegions = (
  regions: readonly Region[],
  wanted: readonly number[],
  targets: readonly Target[],
  gap: number,
  height: number,
): Blob[] => {
  const owners = wanted.map((index) => ownerOf(regions[index]!, targets, height))
  const groups = wanted.map((_, at) => at)
  for (let a = 0; a < wanted.length; a++) {
    for (let b = a + 1; b < wanted.length; b++) {
      if (groups[a] === groups[b]) continue
      const same = owners[a] !== undefined && owners[a] === owners[b]
      if (!same && (differ(owners, groups, a, b) || !near(regions[wanted[a]!]!, regions[wanted[b]!]!, gap)))
        continue
      const from = groups[b]!
      const to = groups[a]!
      for (const [at, group] of groups.entries()) if (group === from) groups[at] = to
    }
  }
  return [...new Set(groups)].map((group) =>
    blobOf(
      regions,
      wanted.filter((_, at) => groups[at] === group),
    ),
  )
}

/** Whether the groups of `a` and `b` hold two different known targets. */
const differ = (
  owners: readonly (Target | undefined)[],
  groups: readonly number[],
  a: number,
  b: number,
): boolean => {
  const known = new Set(
    owners.filter((owner, at) => owner && (groups[at] === groups[a] || groups[at] === groups[b])),
  )
  return known.size > 1
}

const ownerOf = (region: Region, targets: readonly Target[], height: number): Target | undefined => {
  const area = toArea(region, height)
  let best: Target | undefined
  let most = BELONGS
  for (const target of targets) {
    if (target.id === 0) continue
    const share = shareIn(area, areaOfTarget(target))
    if (share <= most) continue
    most = share
    best = target
  }
  return best
}

const toArea = ({ left, top, right, bottom }: Region, height: number): Area => ({
  x: (left + right) / 2 / height,
  y: (top + bottom) / 2 / height,
  w: (right - left) / height,
  h: (bottom - top) / height,
})

/** Two parts, one above the other, of an upright thing may be this many times farther apart, */
const UPRIGHT = 2.5
/** if that is no more than this share of what they are together. */
const BETWEEN = 0.1

const near = (a: Region, b: Region, gap: number): boolean => {
  const across = Math.max(a.left - b.right, b.left - a.right)
  const down = Math.max(a.top - b.bottom, b.top - a.bottom)
  const narrower = Math.min(a.right - a.left, b.right - b.left)
  if (Math.max(across, down) <= gap) return true
  const together = Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top)
  return -across >= narrower / 2 && down <= Math.min(UPRIGHT * gap, BETWEEN * together)
}

const blobOf = (regions: readonly Region[], members: readonly number[]): Blob => {
  const parts = members.map((index) => regions[index]!)
  return {
    left: Math.min(...parts.map(({ left }) => left)),
    top: Math.min(...parts.map(({ top }) => top)),
    right: Math.max(...parts.map(({ right }) => right)),
    bottom: Math.max(...parts.map(({ bottom }) => bottom)),
    area: parts.reduce((sum, { area }) => sum + area, 0),
  }
}
