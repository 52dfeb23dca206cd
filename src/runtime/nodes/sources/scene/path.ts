import type { Actor } from './actors.ts'

/** Seconds of an actor's way from just outside one side of the picture to just outside the other, pauses left out. */
const moving = (actor: Actor, aspect: number): number => (aspect + actor.length) / actor.speed

export const leavesAt = (actor: Actor, aspect: number): number =>
  actor.enters + moving(actor, aspect) + actor.pause

/** How far it has come at `time`, shares of the picture's height; 0 when its front touches the edge. */
export const travelled = (actor: Actor, aspect: number, time: number): number => {
  const since = time - actor.enters
  const stopsAfter = actor.pauseAt * moving(actor, aspect)
  const gone = since <= stopsAfter ? since : Math.max(stopsAfter, since - actor.pause)
  return gone * actor.speed
}

/** Whether it stands still at `time`. */
export const stands = (actor: Actor, aspect: number, time: number): boolean => {
  const since = time - actor.enters - actor.pauseAt * moving(actor, aspect)
  return since > 0 && since < actor.pause
}

/** Left end of an actor, shares of the picture's height from the left edge; may lie outside. */
export const leftOf = (actor: Actor, aspect: number, time: number): number => {
  const front = travelled(actor, aspect, time)
  return actor.heading === 1 ? front - actor.length : aspect - front
}
