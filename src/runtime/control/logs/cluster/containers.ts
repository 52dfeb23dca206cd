import type { Pod } from '../../../kubernetes/objects.ts'
import type { LogOrigin } from '../log-line.ts'
import type { Choice } from '../choice.ts'

/** One log: a container of a pod, over all of its runs. */
export interface ContainerLog {
  readonly pod: string
  readonly uid: string
  /** What replaces the pod may have its name, as in a StatefulSet. */
  readonly sharesName: boolean
  readonly container: string
  /** It ends before the pod's other containers begin. */
  readonly isInit: boolean
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

const logsOf = (pod: Pod, origin: LogOrigin): ContainerLog[] => {
  const { uid = '', ownerReferences } = pod.metadata ?? {}
  const sharesName = ownerReferences?.some(({ kind }) => kind === 'ReplicaSet') !== true
  const log = (container: string, isInit: boolean): ContainerLog => ({
    ...{ pod: origin.pod, uid, sharesName, container, isInit, origin },
  })
  return [
    ...(pod.spec?.initContainers ?? []).map(({ name }) => log(name, true)),
    ...(pod.spec?.containers ?? []).map(({ name }) => log(name, false)),
  ]
}

/** The logs of these pods that were asked for, the oldest pod first. */
export const containersOf = (pods: Iterable<Pod>, choice: Choice): ContainerLog[] =>
  [...pods]
    .sort((a, b) => (a.metadata?.creationTimestamp ?? '').localeCompare(b.metadata?.creationTimestamp ?? ''))
    .flatMap((pod) => {
      const origin = originOf(pod, choice)
      return origin === undefined ? [] : logsOf(pod, origin)
    })
