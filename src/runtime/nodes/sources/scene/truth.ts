import { GazeError } from '../../../errors.ts'
import type { Box } from '../../../pipeline/item.ts'
import type { Line, Point } from '../../../pipeline/params.ts'
import { distanceTo, meets } from '../../counting/line-side.ts'
import type { Actor, ActorClass } from './actors.ts'
import { type SceneParams, sceneParams } from './params.ts'
import { leftOf } from './path.ts'
import { createSchedule } from './schedule.ts'

/** What is really there on one picture. */
export interface TrueObject {
  readonly id: number
  readonly class: ActorClass
  /** The part of it within the picture. */
  readonly box: Box
}

export interface TrueCrossing {
  readonly frame: number
  readonly id: number
  readonly class: ActorClass
  readonly direction: 'in' | 'out'
}

export interface SceneTruth {
  readonly in: number
  readonly out: number
  readonly crossings: readonly TrueCrossing[]
}

const trueBox = (actor: Actor, aspect: number, time: number): Box => {
  const left = leftOf(actor, aspect, time) / aspect
  const right = left + actor.length / aspect
  return [Math.max(0, left), actor.ground - actor.height, Math.min(1, right), actor.ground]
}

/** Boxes of every picture in turn. @throws GazeError USAGE */
export function* sceneBoxes(given: Partial<SceneParams> = {}): Generator<readonly TrueObject[]> {
  const params = sceneParams(given)
  const aspect = params.width / params.height
  const schedule = createSchedule(params)
  for (let frame = 0; frame < params.frames; frame++) {
    const time = frame / params.fps
    yield schedule
      .at(time)
      .map((actor) => ({ id: actor.id, class: actor.class, box: trueBox(actor, aspect, time) }))
      .filter(({ box }) => box[2] > box[0])
  }
}

const centre = ([x1, y1, x2, y2]: Box): Point => ({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 })

/**
 * Every crossing of the line by the centre of an object; directions as `count-line` has them: `in` is from the
 * left-hand to the right-hand side of somebody who looks from the line's first point to its second.
 * @throws GazeError USAGE when the scene has no end.
 */
export const sceneTruth = (given: Partial<SceneParams>, line: Line): SceneTruth => {
  const params = sceneParams(given)
  if (!Number.isFinite(params.frames))
    throw new GazeError('USAGE', 'The truth of a scene without an end cannot be told', {
      hint: 'give it a duration',
    })
  const aspect = params.width / params.height
  const before = new Map<number, Point>()
  const crossings: TrueCrossing[] = []
  let frame = 0
  for (const objects of sceneBoxes(params)) {
    for (const { id, class: kind, box } of objects) {
      const here = centre(box)
      const there = before.get(id)
      before.set(id, here)
      if (there === undefined) continue
      const from = distanceTo(line, there, aspect)
      const to = distanceTo(line, here, aspect)
      if (from > 0 === to > 0 || !meets(line, there, here, aspect)) continue
      crossings.push({ frame, id, class: kind, direction: to > 0 ? 'in' : 'out' })
    }
    frame++
  }
  const count = (direction: string): number => crossings.filter((one) => one.direction === direction).length
  return { in: count('in'), out: count('out'), crossings }
}
