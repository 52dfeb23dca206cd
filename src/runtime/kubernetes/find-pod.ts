import { GazeError } from '../errors.ts'
import type { KubeClient } from './client.ts'
import type { Pod, Service } from './objects.ts'

/** Where a forward ends: one pod, or any ready one of a Service or of a label selector. */
export type ForwardTarget =
  | { readonly pod: string; readonly port: number }
  | { readonly service: string; readonly port: number }
  | { readonly selector: string; readonly port: number | string }

export interface PodPort {
  readonly pod: string
  readonly port: number
}

export const isReadyPod = (pod: Pod): boolean =>
  pod.metadata?.deletionTimestamp === undefined &&
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')

/** Its node may be late in saying that it is ready, as after an outage of the API; connecting will tell. */
export const isRunningPod = ({ metadata, status }: Pod): boolean =>
  metadata?.deletionTimestamp === undefined &&
  (status?.containerStatuses ?? []).some(({ state }) => state?.running !== undefined)

const nameOf = (target: ForwardTarget): string =>
  'pod' in target
    ? `pod ${target.pod}`
    : 'service' in target
      ? `service ${target.service}`
      : `any pod with ${target.selector}`

const numberOf = (pod: Pod, port: number | string): number | undefined =>
  typeof port === 'number'
    ? port
    : pod.spec?.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === port)
        ?.containerPort

interface Wanted {
  readonly selector: string
  readonly port: number | string
}

const throughService = (name: string, { spec }: Service, wanted: number): Wanted => {
  const port = spec?.ports?.find(({ port }) => port === wanted)
  if (port === undefined)
    throw new GazeError('NOT_RUNNING', `Service ${name} has no port ${wanted}`, {
      hint: 'gaze deploy brings the site up to date',
    })
  const selector = Object.entries(spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`)
  return { selector: selector.join(','), port: (port.targetPort as number | string | undefined) ?? wanted }
}

const wantedOf = async (client: KubeClient, target: ForwardTarget): Promise<Wanted> => {
  if ('selector' in target) return target
  if ('pod' in target) throw new TypeError('a pod needs no selector')
  const service = await client.get('Service', target.service)
  if (service !== undefined) return throughService(target.service, service, target.port)
  throw new GazeError(
    'NOT_RUNNING',
    `There is no service ${target.service} in namespace ${client.namespace}`,
    {
      hint: 'gaze deploy puts a site there',
      details: { service: target.service, namespace: client.namespace },
    },
  )
}

/**
 * Finds a pod to connect to: a ready one, or else one that runs.
 * @throws GazeError NOT_RUNNING when there is neither.
 */
export const findPod = async (client: KubeClient, target: ForwardTarget): Promise<PodPort> => {
  if ('pod' in target) return target
  const { selector, port } = await wantedOf(client, target)
  const { items } = await client.list('Pod', { labelSelector: selector })
  for (const pod of [...items.filter(isReadyPod), ...items.filter(isRunningPod)]) {
    const number = numberOf(pod, port)
    if (number !== undefined) return { pod: pod.metadata?.name ?? '', port: number }
  }
  throw new GazeError('NOT_RUNNING', `No pod of ${nameOf(target)} is running`, {
    why: items.length === 0 ? 'There is none' : `There are ${items.length}, and none is running`,
    hint: `kubectl -n ${client.namespace} get pods`,
    details: { namespace: client.namespace },
  })
}
