import type { Objects } from '../../kubernetes/objects.ts'

type Event = Objects['Event']

/** The newest warning of each pod. */
export interface Warnings {
  of(pod: Objects['Pod']): Event | undefined
  /** News of that event, or of all; gives the pod that it is about. */
  heard(name?: string): string | undefined
}

const timeOf = ({ lastTimestamp, eventTime, metadata }: Event): string =>
  lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? ''

export const createWarnings = (events: ReadonlyMap<string, Event>): Warnings => {
  const newest = new Map<string, Event>()

  const put = (event: Event): string | undefined => {
    const pod = event.involvedObject.name ?? ''
    const known = newest.get(pod)
    const other = known?.involvedObject.uid !== event.involvedObject.uid
    if (known === undefined || other || timeOf(event) >= timeOf(known)) newest.set(pod, event)
    return pod
  }

  return {
    of: (pod) => {
      const event = newest.get(pod.metadata?.name ?? '')
      return event?.involvedObject.uid === pod.metadata?.uid ? event : undefined
    },
    heard: (name) => {
      if (name === undefined) {
        newest.clear()
        for (const event of events.values()) put(event)
        return undefined
      }
      const event = events.get(name)
      if (event !== undefined) return put(event)
      // It is gone after an hour, and what it said with it.
      for (const [pod, known] of newest) if (known.metadata.name === name) newest.delete(pod)
      return undefined
    },
  }
}
