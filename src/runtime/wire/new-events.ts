import type { GazeEvent } from './event.ts'

/** Picks the events that were not given to it before, by identity: items carry those of all nodes before. */
export const createSieve = (): ((events: readonly GazeEvent[] | undefined) => readonly GazeEvent[]) => {
  const seen = new WeakSet<GazeEvent>()
  const none: readonly GazeEvent[] = []
  return (events) => {
    if (events === undefined || events.length === 0) return none
    const fresh = events.filter((event) => !seen.has(event))
    for (const event of fresh) seen.add(event)
    return fresh
  }
}
