import type { KubeClient } from '../../kubernetes/client.ts'
import { applyObjects } from './apply-objects.ts'
import type { DeployListener, Plan } from './deploy.ts'
import type { KubeObject } from './object.ts'
import { pruneObjects } from './stale.ts'

/** What a deploy would do, by letting the server check each object without keeping it. */
export const dryRunOnServer = async (
  client: KubeClient,
  objects: readonly KubeObject[],
  { stale }: Plan,
  prune: boolean,
  { applied, notice }: DeployListener,
): Promise<void> => {
  if ((await client.get('Namespace', client.namespace)) === undefined)
    await notice(`Namespace ${client.namespace} is not there, so the server cannot check what goes into it.`)
  for await (const { id, result } of applyObjects(client, objects, true)) await applied(id, result)
  if (prune) for await (const { id } of pruneObjects(client, stale, true)) await applied(id, 'removed')
}
