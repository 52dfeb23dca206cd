import type { Pod } from '../../../kubernetes/objects.ts'
import { notYetSchedulable, unschedulable } from './words.ts'

/** Taints that the cluster takes away again by itself when a node is back, as schedulers up to Kubernetes 1.33 name them. */
const PASSING = /\{node\.kubernetes\.io\/(?:not-ready|unreachable|network-unavailable)\b/
/** Later ones say no more than that there is one. */
const UNNAMED = /untolerated taint\(s\)/
/** A node reports every 10 s, and is given up after 40 s of silence. */
const PASSING_MS = 60_000

/** Unix times in milliseconds. */
export interface Moment {
  readonly nowMs: number
  /** When the API was away last, or may have been. */
  readonly apiAwayAtMs: number
}

const refusalOf = ({ status }: Pod) =>
  status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  )

/**
 * Until when a pod without a node may get one by waiting; undefined where waiting does not help, or it has one.
 * @param apiAwayAtMs When the API was away last: then its nodes could not report either.
 */
export const placeableUntilMs = (pod: Pod, apiAwayAtMs: number): number | undefined => {
  const { message = '', lastTransitionTime } = refusalOf(pod) ?? {}
  if (lastTransitionTime !== undefined && PASSING.test(message))
    return Date.parse(lastTransitionTime) + PASSING_MS
  return UNNAMED.test(message) ? apiAwayAtMs + PASSING_MS : undefined
}

/** Why no node takes the pod; undefined where one has. */
export const unplaced = (pod: Pod, stream: string, { nowMs, apiAwayAtMs }: Moment) => {
  const message = refusalOf(pod)?.message
  if (message === undefined) return undefined
  const isPassing = nowMs < (placeableUntilMs(pod, apiAwayAtMs) ?? 0)
  return isPassing ? notYetSchedulable(message) : unschedulable(stream, message)
}
