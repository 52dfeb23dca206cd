/** Any object of the Kubernetes API, as it is written in a manifest. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    /** Missing where the kind belongs to the whole cluster. */
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** What tells one object of a cluster from all others, whatever version of its kind is asked for. */
export interface ObjectId {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

export const idOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectId =>
  namespace === undefined ? { apiVersion, kind, name } : { apiVersion, kind, name, namespace }

/** `deployment.apps/gaze-server`, as kubectl names objects. */
export const titleOf = ({ apiVersion, kind, name }: ObjectId): string => {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : ''
  return `${kind.toLowerCase()}${group}/${name}`
}

/** The same for two descriptions of one object; the version of its kind does not count. */
export const keyOf = (id: ObjectId): string => `${id.namespace ?? ''} ${titleOf(id)}`
