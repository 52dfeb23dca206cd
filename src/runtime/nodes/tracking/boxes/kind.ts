import type { BoxTarget, FoundBox } from './box-target.ts'

/** Who uses a thing (a rider, a driver) is found in the place of it, so these two are never one that changes its name. */
const USER = 'person'

/** Whether the box bears the target's name. */
export const isSameKind = ({ kind }: BoxTarget, { detection }: FoundBox): boolean => kind === detection.class

/** Whether one thing may well be called both: detectors take vans for cars and for trucks, from frame to frame. */
export const mayBeCalled = ({ kind }: BoxTarget, { detection }: FoundBox): boolean =>
  kind !== detection.class && kind !== USER && detection.class !== USER

/** Takes one more name into account; a target is what it was called with the greatest sum of scores. */
export const vote = (target: BoxTarget, { detection, score }: FoundBox): void => {
  const { votes, kind } = target
  const sum = (votes.get(detection.class) ?? 0) + score
  votes.set(detection.class, sum)
  if (sum > (votes.get(kind) ?? 0)) target.kind = detection.class
}
