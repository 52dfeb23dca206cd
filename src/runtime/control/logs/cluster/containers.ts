import type { Pod } from '../../../kubernetes/objects.ts'
import type { LogOrigin } from '../log-line.ts'
import type { Choice } from '../choice.ts'

/** One log: a container of a pod, over all of its runs. */
export interface ContainerLog {
  readonly pod: string
  readonly container: string
  readonly origin: LogOrigin
}

const STREAM = 'gaze.dev/stream'
const PART_OF = 'app.kubernetes.io/part-of=gaze'

/** What the pods of a choice have in common; {@link containersOf} looks closer. */
export const selectorOf = ({ streams, services, all }: Choice): string =>
  all || services.length > 0 ? PART_OF : `${PART_OF},${STREAM} in (${streams.join(',')})`

const originOf = (pod: Pod, choice: Choice): LogOrigin | undefined => {
  const { name = '', labels = {} } = pod.metadata ?? {}
  const stream = labels[STREAM]
  if (stream !== undefined)
    return choice.all || choice.streams.includes(stream) ? { stream, pod: name } : undefined
  const service = labels['app.kubernetes.io/name'] ?? ''
  return choice.all || choice.services.includes(service) ? { stream: '', pod: name, service } : undefined
}

/** The logs of these pods that were asked for, the oldest pod first. */
export const containersOf = (pods: Iterable<Pod>, choice: Choice): ContainerLog[] =>
  [...pods]
    .sort((a, b) => (a.metadata?.creationTimestamp ?? '').localeCompare(b.metadata?.creationTimestamp ?? ''))
    .flatMap((pod) => {
      const origin = originOf(pod, choice)
      if (origin === undefined) return []
      return (pod.spec?.containers ?? []).map(({ name }) => ({ pod: origin.pod, container: name, origin }))
    })
