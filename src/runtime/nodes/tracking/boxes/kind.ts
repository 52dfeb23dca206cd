import type { Detection } from '../../../pipeline/item.ts'

/** What a thing has been called, by the sum of the scores of each name, and the name that leads. */
export interface Named {
  readonly votes: Map<string, number>
  kind: string
}

/** What a detector calls it; `score` is 1 where it gives none. */
interface Called {
  readonly detection: Detection
  readonly score: number
}

/** Who uses a thing (a rider, a driver) is found in the place of it, so these two are never one that changes its name. */
const USER = 'person'

/** Whether the box bears the target's name. */
export const isSameKind = ({ kind }: Named, { detection }: Called): boolean => kind === detection.class

/** Whether one thing may well be called both: detectors take vans for cars and for trucks, from frame to frame. */
export const mayBeCalled = ({ kind }: Named, { detection }: Called): boolean =>
  kind !== detection.class && kind !== USER && detection.class !== USER

/** Takes one more name into account; a target is what it was called with the greatest sum of scores. */
export const vote = (target: Named, { detection, score }: Called): void => {
  const { votes, kind } = target
  const sum = (votes.get(detection.class) ?? 0) + score
  votes.set(detection.class, sum)
  if (sum > (votes.get(kind) ?? 0)) target.kind = detection.class
}
