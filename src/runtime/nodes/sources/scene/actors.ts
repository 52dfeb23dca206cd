import { between, type Random } from './random.ts'

export type ActorClass = 'person' | 'car'

/** Somebody or something on its way through the street. Lengths are shares of the picture's height. */
export interface Actor {
  /** Counts from 1. */
  readonly id: number
  readonly class: ActorClass
  /** 1: to the right. */
  readonly heading: 1 | -1
  /** Where its feet or wheels are, share of the height from the top. */
  readonly ground: number
  readonly height: number
  readonly length: number
  /** Lengths a second while it moves. */
  readonly speed: number
  /** Seconds, and where between 0 and 1 of its way it stands still and for how long. */
  readonly enters: number
  readonly pauseAt: number
  readonly pause: number
  /** Picks clothes and paint. */
  readonly look: number
}

/** One stream of traffic: what goes one way on one level of the picture. */
export interface Lane {
  readonly class: ActorClass
  readonly heading: 1 | -1
  readonly ground: number
  /** Height of its actors, least and most, shares of the picture's height. */
  readonly heights: readonly [number, number]
  /** Seconds between one entering and the next, least and most, in ordinary traffic. */
  readonly every: readonly [number, number]
}

const FAR = { heights: [0.11, 0.14], every: [3, 8] } as const
const NEAR = { heights: [0.17, 0.2], every: [4, 10] } as const
const CARS = { every: [3, 9] } as const

/** Far pavement, far and near side of the road, near pavement: with room between each two, also for their shadows. */
const SEPARATE: readonly Lane[] = [
  { class: 'person', heading: 1, ground: 0.32, ...FAR },
  { class: 'car', heading: -1, ground: 0.5, heights: [0.08, 0.105], ...CARS },
  { class: 'car', heading: 1, ground: 0.7, heights: [0.1, 0.125], ...CARS },
  { class: 'person', heading: -1, ground: 0.98, ...NEAR },
]

/** Both ways on one pavement and on one side of the road. */
const OVERLAPPING: readonly Lane[] = [
  { class: 'car', heading: -1, ground: 0.55, heights: [0.09, 0.12], ...CARS },
  { class: 'car', heading: 1, ground: 0.6, heights: [0.1, 0.13], ...CARS },
  { class: 'person', heading: 1, ground: 0.93, ...NEAR },
  { class: 'person', heading: -1, ground: 0.97, ...NEAR },
]

export const lanesOf = (kind: 'separate' | 'overlapping'): readonly Lane[] =>
  kind === 'separate' ? SEPARATE : OVERLAPPING

/** Chance that one of a lane stops on its way. */
const STOPS = { person: 0.2, car: 0.12 } as const

/** `enters` is when it would like to; the lane's order may make it later. */
export const createActor = (lane: Lane, id: number, enters: number, random: Random): Actor => {
  const height = between(random, ...lane.heights)
  const person = lane.class === 'person'
  return {
    id,
    class: lane.class,
    heading: lane.heading,
    ground: lane.ground,
    height,
    length: height * (person ? between(random, 0.42, 0.5) : between(random, 2.1, 2.7)),
    speed: person ? height * between(random, 0.7, 1.1) : height * between(random, 2.2, 4.5),
    enters,
    pauseAt: between(random, 0.15, 0.85),
    pause: random() < STOPS[lane.class] ? between(random, 2, 6) : 0,
    look: Math.floor(random() * 1_000_000),
  }
}
