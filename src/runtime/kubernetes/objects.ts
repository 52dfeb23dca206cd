import type {
  CoreV1Event,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1ConfigMap,
  V1ControllerRevision,
  V1Deployment,
  V1EndpointSlice,
  V1Lease,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V1ReplicaSet,
  V1Role,
  V1RoleBinding,
  V1Secret,
  V1SelfSubjectAccessReview,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
} from '@kubernetes/client-node'

/** As the API writes it: times are text, and no name is escaped. The package's types are of its decoded objects. */
export type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [K in keyof T as K extends `_${infer Name}` ? Name : K]: Plain<T[K]> }
      : T

export type Deployment = Plain<V1Deployment>
export type Pod = Plain<V1Pod>
export type Service = Plain<V1Service>
export type ConfigMap = Plain<V1ConfigMap>
export type Secret = Plain<V1Secret>

/** The objects that Gaze reads or writes, by kind. */
export interface Objects {
  ClusterRole: Plain<V1ClusterRole>
  ClusterRoleBinding: Plain<V1ClusterRoleBinding>
  ConfigMap: ConfigMap
  ControllerRevision: Plain<V1ControllerRevision>
  Deployment: Deployment
  EndpointSlice: Plain<V1EndpointSlice>
  Event: Plain<CoreV1Event>
  Lease: Plain<V1Lease>
  Namespace: Plain<V1Namespace>
  NetworkPolicy: Plain<V1NetworkPolicy>
  Node: Plain<V1Node>
  PersistentVolumeClaim: Plain<V1PersistentVolumeClaim>
  Pod: Pod
  PodDisruptionBudget: Plain<V1PodDisruptionBudget>
  ReplicaSet: Plain<V1ReplicaSet>
  Role: Plain<V1Role>
  RoleBinding: Plain<V1RoleBinding>
  Secret: Secret
  SelfSubjectAccessReview: Plain<V1SelfSubjectAccessReview>
  Service: Service
  ServiceAccount: Plain<V1ServiceAccount>
  StatefulSet: Plain<V1StatefulSet>
}

export type Kind = keyof Objects

/** One object of any kind. */
export type KubeObject<K extends Kind = Kind> = Objects[K]

interface Place {
  readonly apiVersion: string
  readonly plural: string
  readonly namespaced: boolean
}

const within = (apiVersion: string, plural: string): Place => ({ apiVersion, plural, namespaced: true })
const global = (apiVersion: string, plural: string): Place => ({ apiVersion, plural, namespaced: false })

/** Where each kind lives, so that nothing has to be discovered. */
const PLACES: Readonly<Record<Kind, Place>> = {
  ClusterRole: global('rbac.authorization.k8s.io/v1', 'clusterroles'),
  ClusterRoleBinding: global('rbac.authorization.k8s.io/v1', 'clusterrolebindings'),
  ConfigMap: within('v1', 'configmaps'),
  ControllerRevision: within('apps/v1', 'controllerrevisions'),
  Deployment: within('apps/v1', 'deployments'),
  EndpointSlice: within('discovery.k8s.io/v1', 'endpointslices'),
  Event: within('v1', 'events'),
  Lease: within('coordination.k8s.io/v1', 'leases'),
  Namespace: global('v1', 'namespaces'),
  NetworkPolicy: within('networking.k8s.io/v1', 'networkpolicies'),
  Node: global('v1', 'nodes'),
  PersistentVolumeClaim: within('v1', 'persistentvolumeclaims'),
  Pod: within('v1', 'pods'),
  PodDisruptionBudget: within('policy/v1', 'poddisruptionbudgets'),
  ReplicaSet: within('apps/v1', 'replicasets'),
  Role: within('rbac.authorization.k8s.io/v1', 'roles'),
  RoleBinding: within('rbac.authorization.k8s.io/v1', 'rolebindings'),
  Secret: within('v1', 'secrets'),
  SelfSubjectAccessReview: global('authorization.k8s.io/v1', 'selfsubjectaccessreviews'),
  Service: within('v1', 'services'),
  ServiceAccount: within('v1', 'serviceaccounts'),
  StatefulSet: within('apps/v1', 'statefulsets'),
}

export const isKind = (kind: string | undefined): kind is Kind =>
  kind !== undefined && Object.hasOwn(PLACES, kind)

export const apiVersionOf = (kind: Kind): string => PLACES[kind].apiVersion

/** The path of a kind's collection, or of one object in it; without a namespace that of all namespaces. */
export const pathOf = (kind: Kind, namespace: string | undefined, name?: string): string => {
  const { apiVersion, plural, namespaced } = PLACES[kind]
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${scope}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}
