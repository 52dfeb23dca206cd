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
  /** Pods by the names of the events about them. */
  const pods = new Map<string, string>()

  const put = (event: Event): string | undefined => {
    const pod = event.involvedObject.name ?? ''
    pods.set(event.metadata.name ?? '', pod)
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
        pods.clear()
        for (const event of events.values()) put(event)
        return undefined
      }
      const event = events.get(name)
      if (event !== undefined) return put(event)
      // It is gone after an hour, and what it said with it.
      const pod = pods.get(name)
      pods.delete(name)
      if (pod !== undefined && newest.get(pod)?.metadata.name === name) newest.delete(pod)
      return undefined
    },
  }
}
