import type { KubeClient } from '../../../kubernetes/client.ts'
import { apiVersionOf, type Kind } from '../../../kubernetes/objects.ts'
import { idOf, type KubeObject, type ObjectId } from '../object.ts'
import { isOurs, OWNER, PART_OF } from '../site/labels.ts'

/** Everything that may belong to a site, in the order in which it goes. */
const KINDS: readonly Kind[] = [
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'Pod',
  'PodDisruptionBudget',
  'Service',
  'EndpointSlice',
  'NetworkPolicy',
  'RoleBinding',
  'Role',
  'ServiceAccount',
  'ControllerRevision',
  'Lease',
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
]

/** What others own goes with its owner, or is made again by it. */
const FOLLOWING: readonly Kind[] = ['ReplicaSet', 'Pod', 'EndpointSlice', 'ControllerRevision']

export interface Content {
  readonly id: ObjectId
  readonly kind: Kind
  readonly uid: string
  /** Whether it goes by itself when others are gone. */
  readonly follows: boolean
  /** Removed, and not gone yet. */
  readonly going: boolean
}

const listKind = async (client: KubeClient, kind: Kind, labelSelector?: string): Promise<KubeObject[]> => {
  const { items } = await client.list(kind, labelSelector === undefined ? {} : { labelSelector })
  return items.map((item) => ({ ...item, apiVersion: apiVersionOf(kind), kind }) as KubeObject)
}

/** Records are in the volume, what they need is in Secrets, and some of those are owned by this ConfigMap. */
const isData = ({ kind, name }: ObjectId): boolean =>
  kind === 'PersistentVolumeClaim' || kind === 'Secret' || (kind === 'ConfigMap' && name === OWNER)

/** What the server writes into every object. */
interface Written {
  readonly uid?: string
  readonly ownerReferences?: readonly unknown[]
  readonly deletionTimestamp?: string
}

/** What carries our label in the namespace; without its data where that is to be kept. */
export const siteContents = async (client: KubeClient, keepData: boolean): Promise<Content[]> => {
  const contents: Content[] = []
  for (const kind of KINDS)
    for (const object of await listKind(client, kind, PART_OF)) {
      const id = idOf(object)
      if (keepData && isData(id)) continue
      const { uid = '', ownerReferences, deletionTimestamp } = object.metadata as Written
      contents.push({
        ...{ id, kind, uid },
        follows: FOLLOWING.includes(kind) && ownerReferences !== undefined,
        going: deletionTimestamp !== undefined,
      })
    }
  return contents
}

/** What every namespace has. */
const isCommon = ({ kind, name }: ObjectId): boolean =>
  (kind === 'ConfigMap' && /^(?:kube-root-ca|openshift-service-ca)\.crt$/.test(name)) ||
  (kind === 'ServiceAccount' && ['default', 'builder', 'deployer'].includes(name))

/** What is in the namespace and is not ours: it would go with the namespace. */
export const foreignContents = async (client: KubeClient): Promise<ObjectId[]> => {
  const kinds: readonly Kind[] = [
    'Deployment',
    'StatefulSet',
    'Pod',
    'Service',
    'ConfigMap',
    'Secret',
    'PersistentVolumeClaim',
    'ServiceAccount',
    'Role',
    'RoleBinding',
  ]
  const foreign: ObjectId[] = []
  for (const kind of kinds)
    for (const object of await listKind(client, kind))
      if (!isOurs(object) && !isCommon(idOf(object))) foreign.push(idOf(object))
  return foreign
}
