import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Objects, Pod, Service } from '../../../kubernetes/objects.ts'
import type { ServiceStatus } from '../types.ts'

const NAME = 'app.kubernetes.io/name'
const SELECTOR = 'app.kubernetes.io/part-of=gaze,app.kubernetes.io/managed-by=gaze-deploy'

type Workload = Objects['Deployment'] | Objects['StatefulSet']

const nameOf = ({ metadata }: { metadata?: { name?: string; labels?: Record<string, string> } }): string =>
  metadata?.labels?.[NAME] ?? metadata?.name ?? ''

/** What keeps a pod from being ready, in the words of the cluster. */
export const troubleOf = ({ status }: Pod): string => {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const waiting = containers.map(({ state }) => state?.waiting).find((state) => state !== undefined)
  const unscheduled = status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )
  const said = unscheduled ?? waiting
  if (said?.reason === undefined) return ''
  return said.message === undefined ? said.reason : `${said.reason}: ${said.message}`
}

const isCrashing = ({ status }: Pod): boolean =>
  (status?.containerStatuses ?? []).some(({ state }) => state?.waiting?.reason === 'CrashLoopBackOff')

const portsOf = (services: readonly Service[], name: string): Record<string, number> =>
  Object.fromEntries(
    services
      .filter((service) => nameOf(service) === name)
      .flatMap(({ spec }) => spec?.ports ?? [])
      .map(({ name, port }) => [name ?? String(port), port]),
  )

const sinceOf = ({ status, metadata }: Workload): string => {
  const conditions = (status?.conditions ?? []) as { type: string; lastTransitionTime?: string }[]
  const available = conditions.find(({ type }) => type === 'Available')
  const time = available?.lastTransitionTime ?? metadata?.creationTimestamp
  return time === undefined ? '' : new Date(time).toISOString()
}

const statusOf = (workload: Workload, pods: readonly Pod[], services: readonly Service[]): ServiceStatus => {
  const name = nameOf(workload)
  const own = pods.filter((pod) => nameOf(pod) === name)
  const wanted = workload.spec?.replicas ?? 1
  const ready = workload.status?.readyReplicas ?? 0
  const trouble = own.map(troubleOf).find((text) => text !== '') ?? ''
  const phase =
    wanted === 0 ? 'Stopped' : own.some(isCrashing) ? 'CrashLoop' : ready > 0 ? 'Running' : 'Pending'
  const count = wanted === 0 ? 'scaled to 0' : ready >= wanted ? '' : `${ready} of ${wanted} ready`
  return {
    name,
    phase,
    ready: ready > 0 && ready >= wanted,
    ports: portsOf(services, name),
    since: sinceOf(workload),
    message: [count, trouble].filter((text) => text !== '').join('; '),
  }
}

/** The services of a site as the cluster sees them; undefined where no site is deployed. */
export const siteServices = async (client: KubeClient): Promise<readonly ServiceStatus[] | undefined> => {
  const where = { labelSelector: SELECTOR }
  const [deployments, sets, services, pods] = await Promise.all([
    client.list('Deployment', where),
    client.list('StatefulSet', where),
    client.list('Service', where),
    client.list('Pod', where),
  ])
  const workloads: Workload[] = [...deployments.items, ...sets.items]
  if (workloads.length === 0) return undefined
  return workloads
    .map((workload) => statusOf(workload, pods.items, services.items))
    .sort((a, b) => a.name.localeCompare(b.name))
}
