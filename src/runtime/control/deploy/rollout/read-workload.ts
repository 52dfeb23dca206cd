import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Objects } from '../../../kubernetes/objects.ts'
import type { ObjectId } from '../object.ts'
import type { Workload } from './rollout.ts'

const newestFirst = (a: Objects['Event'], b: Objects['Event']): number => {
  const time = ({ lastTimestamp, eventTime, metadata }: Objects['Event']): string =>
    lastTimestamp ?? eventTime ?? metadata?.creationTimestamp ?? ''
  return time(a) < time(b) ? 1 : -1
}

/** Why something does not begin is often said in an event alone. */
const readWarnings = async (client: KubeClient): Promise<Map<string, string>> => {
  const { items } = await client.list('Event', { fieldSelector: 'type=Warning' })
  const warnings = new Map<string, string>()
  for (const { involvedObject, reason, message } of items.sort(newestFirst)) {
    const name = involvedObject.name ?? ''
    if (!warnings.has(name)) warnings.set(name, `${reason}: ${(message ?? '').slice(0, 400)}`)
  }
  return warnings
}

/** A Deployment or StatefulSet with what belongs to it; undefined when it is gone. */
export const readWorkload = async (client: KubeClient, id: ObjectId): Promise<Workload | undefined> => {
  const kind = id.kind === 'StatefulSet' ? 'StatefulSet' : 'Deployment'
  const object = await client.get(kind, id.name)
  if (object === undefined) return undefined
  const labels = Object.entries(object.spec?.selector.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  )
  const labelSelector = labels.join(',')
  const [pods, sets, warnings] = await Promise.all([
    client.list('Pod', { labelSelector }),
    kind === 'Deployment' ? client.list('ReplicaSet', { labelSelector }) : undefined,
    readWarnings(client),
  ])
  return { kind, object, pods: pods.items, replicaSets: sets?.items ?? [], warnings }
}
