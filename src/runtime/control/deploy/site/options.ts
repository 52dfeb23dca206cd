/** Processor and memory of a container: Kubernetes quantities such as `500m` and `512Mi`. */
export interface Room {
  readonly cpu: string
  readonly memory: string
}

/** What can be chosen about a site; `defaultOptions` is what the shipped manifest has. */
export interface SiteOptions {
  readonly namespace: string
  /** The version of what is deployed, as `gaze version` says it. */
  readonly version: string
  /** The stock runtime image. */
  readonly image: string
  readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never'
  /** Names of Secrets in the namespace that hold credentials of registries. */
  readonly pullSecrets: readonly string[]
  readonly podSecurity: 'restricted' | 'baseline' | 'privileged'
  readonly networkPolicies: boolean
  /** A PersistentVolumeClaim in which streams' pods keep models, for each other; empty: each keeps its own. */
  readonly modelsClaim: string
  /** Whether senders may come in clear, on 5001; CURVE on 5003 is always there. */
  readonly plainIngest: boolean
  readonly server: {
    readonly replicas: number
    readonly serviceType: 'ClusterIP' | 'NodePort' | 'LoadBalancer'
    readonly limits: Room
  }
  readonly infoUpdate: { readonly replicas: number; readonly limits: Room }
  readonly mongodb: {
    /** A Secret of one's own, whose key `uri` is the connection string; then no database is deployed. */
    readonly uriSecret: string
    readonly image: string
    readonly storage: string
    /** Empty for the cluster's default. */
    readonly storageClass: string
    readonly limits: Room
  }
}

export const DEFAULT_NAMESPACE = 'gaze'

export const defaultOptions = (version: string): SiteOptions => ({
  namespace: DEFAULT_NAMESPACE,
  version,
  image: `gaze/runtime:${version}`,
  pullPolicy: 'IfNotPresent',
  pullSecrets: [],
  podSecurity: 'restricted',
  networkPolicies: true,
  modelsClaim: '',
  plainIngest: true,
  server: { replicas: 1, serviceType: 'ClusterIP', limits: { cpu: '2', memory: '512Mi' } },
  infoUpdate: { replicas: 2, limits: { cpu: '1', memory: '512Mi' } },
  mongodb: {
    uriSecret: '',
    image: 'mongo:8.0',
    storage: '8Gi',
    storageClass: '',
    limits: { cpu: '1', memory: '1Gi' },
  },
})
