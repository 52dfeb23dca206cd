import { type Actor, createActor, type Lane, lanesOf } from './actors.ts'
import type { SceneParams } from './params.ts'
import { leavesAt, travelled } from './path.ts'
import { between, createRandom, hash } from './random.ts'

/** Least distance between two of a lane, in lengths of the first. */
const GAP = { person: 1.2, car: 0.6 } as const
/** Seconds by which an entry is put off until there is room, and between two looks at the room. */
const STEP = 0.25
/** Seconds in which the street is empty at first, so that its background can be learned. */
const EMPTY = 1.5

/** Whether `next` keeps its distance from `ahead` for as long as both are there. */
const keepsDistance = (next: Actor, ahead: Actor, aspect: number): boolean => {
  const gap = ahead.length * (1 + GAP[ahead.class])
  const end = leavesAt(ahead, aspect)
  for (let time = next.enters; time < end + STEP; time += STEP)
    if (travelled(ahead, aspect, time) - travelled(next, aspect, time) < gap) return false
  return true
}

/** All that passes along one lane, in order, made as far as it is asked for. */
const createLane = (lane: Lane, place: number, params: SceneParams, nextId: () => number) => {
  const random = createRandom(hash(params.seed, place))
  const aspect = params.width / params.height
  const wait = (): number => between(random, ...lane.every) / params.traffic
  let actors: Actor[] = []
  let last: Actor | undefined
  let due = EMPTY + wait() * 0.5
  const add = (): void => {
    let actor = createActor(lane, nextId(), due, random)
    while (last !== undefined && !keepsDistance(actor, last, aspect))
      actor = { ...actor, enters: actor.enters + STEP }
    actors.push(actor)
    last = actor
    due = actor.enters + wait()
  }
  return {
    /** Those who are in the picture at `time`, which must not go back. */
    at: (time: number): readonly Actor[] => {
      while (due <= time) add()
      actors = actors.filter((actor) => leavesAt(actor, aspect) > time)
      return actors.filter((actor) => actor.enters <= time)
    },
  }
}

export interface Schedule {
  /** Who is in the picture at `time` seconds, those behind first; `time` must not go back. */
  at(time: number): readonly Actor[]
}

export const createSchedule = (params: SceneParams): Schedule => {
  let count = 0
  const nextId = (): number => ++count
  const lanes = lanesOf(params.lanes).map((lane, place) => createLane(lane, place, params, nextId))
  return { at: (time) => lanes.flatMap((lane) => lane.at(time)) }
}
