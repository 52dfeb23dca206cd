import type { Pod } from '../../../kubernetes/objects.ts'
import { notYetSchedulable, unschedulable } from './words.ts'

/** Taints that the cluster takes away again by itself when a node is back; the scheduler names them in its text alone. */
const PASSING = /\{node\.kubernetes\.io\/(?:not-ready|unreachable|network-unavailable)\b/
/** A node reports every 10 s, and is given up after 40 s of silence. */
const PASSING_MS = 60_000

const refusalOf = ({ status }: Pod) =>
  status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  )

/** Until when a pod without a node may get one by waiting; undefined where waiting does not help, or it has one. */
export const placeableUntilMs = (pod: Pod): number | undefined => {
  const { message = '', lastTransitionTime } = refusalOf(pod) ?? {}
  if (lastTransitionTime === undefined || !PASSING.test(message)) return undefined
  return Date.parse(lastTransitionTime) + PASSING_MS
}

/** Why no node takes the pod; undefined where one has. */
export const unplaced = (pod: Pod, stream: string, nowMs: number) => {
  const message = refusalOf(pod)?.message
  if (message === undefined) return undefined
  return nowMs < (placeableUntilMs(pod) ?? 0) ? notYetSchedulable(message) : unschedulable(stream, message)
}
