import type { KubeClient } from '../../../kubernetes/client.ts'
import type { ObjectId } from '../object.ts'
import type { Workload } from './rollout.ts'
import { readWarnings } from './warnings.ts'

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
