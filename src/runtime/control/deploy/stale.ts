import type { KubeClient } from '../../kubernetes/client.ts'
import { apiVersionOf, type Kind } from '../../kubernetes/objects.ts'
import { kindOf } from './apply-objects.ts'
import { idOf, type KubeObject, keyOf, type ObjectId } from './object.ts'
import { isOurs, MANAGED_BY } from './site/labels.ts'

/** An object of an earlier deploy that the site no longer has. */
export interface Stale {
  readonly id: ObjectId
  readonly uid: string
}

/** What a deploy applies, but namespaces, which others may be in. The volume of the database is never stale. */
const PRUNED: readonly Kind[] = [
  'PodDisruptionBudget',
  'Deployment',
  'StatefulSet',
  'Service',
  'NetworkPolicy',
  'RoleBinding',
  'Role',
  'ServiceAccount',
]

export const readObject = async (client: KubeClient, id: ObjectId): Promise<KubeObject | undefined> => {
  const where = id.namespace === undefined ? {} : { namespace: id.namespace }
  return (await client.get(kindOf(id), id.name, where)) as KubeObject | undefined
}

const staleOf = (object: KubeObject): Stale => ({
  id: idOf(object),
  uid: (object.metadata as { uid?: string }).uid ?? '',
})

/** Items of a list come without what the list says once. */
const labelled = async (client: KubeClient, kind: Kind): Promise<KubeObject[]> => {
  const { items } = await client.list(kind, { labelSelector: MANAGED_BY })
  return items.map((item) => ({ ...item, apiVersion: apiVersionOf(kind), kind }) as KubeObject)
}

/**
 * What carries the label of a deploy, or is in the inventory of an earlier one and still carries our label, and is not
 * wanted any more. Somebody else's object of that name is never among it.
 */
export const findStale = async (
  client: KubeClient,
  wanted: readonly KubeObject[],
  inventory: readonly ObjectId[],
): Promise<Stale[]> => {
  const keep = new Set(wanted.map((object) => keyOf(idOf(object))))
  const found = new Map<string, Stale>()
  for (const kind of PRUNED)
    for (const object of await labelled(client, kind)) {
      const stale = staleOf(object)
      if (!keep.has(keyOf(stale.id))) found.set(keyOf(stale.id), stale)
    }
  for (const id of inventory) {
    if (keep.has(keyOf(id)) || found.has(keyOf(id)) || !PRUNED.includes(kindOf(id))) continue
    const object = await readObject(client, id)
    if (object !== undefined && isOurs(object)) found.set(keyOf(id), staleOf(object))
  }
  return [...found.values()]
}

/** @throws GazeError NOT_ALLOWED, CLUSTER_UNAVAILABLE */
export async function* pruneObjects(
  client: KubeClient,
  stale: readonly Stale[],
  dryRun: boolean,
): AsyncGenerator<Stale> {
  for (const each of stale) {
    const { id, uid } = each
    const where = id.namespace === undefined ? {} : { namespace: id.namespace }
    if (await client.remove(kindOf(id), id.name, { uid, dryRun, ...where })) yield each
  }
}
