/** What the streams of a site have in common on its cluster. */
export interface KubernetesSettings {
  readonly namespace: string
  /** The permanent ConfigMap that owns all objects of streams, so that they go when it goes. */
  readonly owner: { readonly name: string; readonly uid: string }
  /** The stock image that runs any pipeline. */
  readonly runtimeImage: string
  /** Names of Secrets that `runtimeImage` needs to be pulled. */
  readonly runtimePullSecrets: readonly string[]
  /** Where it is not `IfNotPresent`. */
  readonly runtimePullPolicy?: 'Always' | 'IfNotPresent' | 'Never' | undefined
  /** gaze-server for our pods: `tcp://gaze-server-pods:5004`. */
  readonly ingest: string
  /** Where our pods fetch models, by hash: `http://gaze-server:5002/models`. */
  readonly models: string
  /** A PersistentVolumeClaim in which our pods keep models for each other. */
  readonly modelsClaim?: string | undefined
  /** Secret with the site's token under `token`. */
  readonly tokenSecret: string
  /** Secret with gaze-server's CURVE key under `public`; empty where pods talk to it in clear. */
  readonly curveSecret: string
}
