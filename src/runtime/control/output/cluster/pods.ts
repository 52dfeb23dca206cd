import type { Pod } from '../../../kubernetes/objects.ts'

/** A pod that has an event log. */
export interface EventPod {
  readonly pod: string
  readonly stream: string
}

const STREAM = 'gaze.dev/stream'

export const selectorOf = (streams: readonly string[]): string =>
  `app.kubernetes.io/part-of=gaze,${STREAM} in (${streams.join(',')})`

/** Pods of ours serve HTTP; what other programs find is not known to us. */
const hasEvents = ({ spec }: Pod): boolean =>
  (spec?.containers ?? []).some(({ ports }) => ports?.some(({ name }) => name === 'http') ?? false)

export const isRunning = ({ status }: Pod): boolean =>
  (status?.containerStatuses ?? []).some(({ state }) => state?.running !== undefined)

/** The oldest first. */
export const eventPods = (pods: Iterable<Pod>): EventPod[] =>
  [...pods]
    .filter(hasEvents)
    .map(({ metadata }) => ({
      pod: metadata?.name ?? '',
      stream: metadata?.labels?.[STREAM] ?? '',
      at: metadata?.creationTimestamp ?? '',
    }))
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ pod, stream }) => ({ pod, stream }))
