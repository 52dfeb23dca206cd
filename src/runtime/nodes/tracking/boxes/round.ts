import { type Pair, pairUp } from '../pairing.ts'
import type { Affinity } from './affinity.ts'
import { type BoxTarget, type FoundBox, observeBox } from './box-target.ts'

export interface Left {
  readonly targets: BoxTarget[]
  readonly found: FoundBox[]
}

/** Gives targets the boxes that make the best pairs, and says what is left of both. */
export const playRound = (
  targets: readonly BoxTarget[],
  found: readonly FoundBox[],
  affinity: Affinity,
  now: number,
): Left => {
  const pairs: Pair[] = []
  // By index: an iterator's pairs would be made for each of all targets times all boxes.
  for (const [row, target] of targets.entries())
    for (let column = 0; column < found.length; column++) {
      const one = found[column]!
      const gain = affinity(target, one)
      if (gain > 0) pairs.push({ row, column, gain })
    }
  const taken = new Set<FoundBox>()
  const matched = new Set<BoxTarget>()
  for (const { row, column } of pairUp(targets.length, found.length, pairs)) {
    const [target, one] = [targets[row]!, found[column]!]
    observeBox(target, one, now)
    taken.add(one)
    matched.add(target)
  }
  return {
    targets: targets.filter((target) => !matched.has(target)),
    found: found.filter((one) => !taken.has(one)),
  }
}
