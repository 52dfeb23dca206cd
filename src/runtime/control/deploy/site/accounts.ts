import type { KubeObject } from '../object.ts'
import { labelsOf } from './labels.ts'
import type { SiteOptions } from './options.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'

/** A service's identity; only who talks to the API gets a token in its pod. */
const account = (name: string, { namespace }: SiteOptions): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels: labelsOf(name) },
  automountServiceAccountToken: false,
})

const rule = (apiGroup: string, resources: string[], verbs: string[], resourceNames?: string[]): object => ({
  apiGroups: [apiGroup],
  resources,
  ...(resourceNames === undefined ? {} : { resourceNames }),
  verbs,
})

/** The Secrets that the first start makes and reads back. */
const firstSecrets = ({ mongodb }: SiteOptions): string[] => [
  ...(mongodb.uriSecret === '' ? [SITE_SECRETS.mongodb] : []),
  SITE_SECRETS.token,
  SITE_SECRETS.curve,
]

/** What is the streams' own, and what says how they are. A name cannot be asked of `create`. */
const infoUpdateRules = (options: SiteOptions): object[] => [
  rule('apps', ['deployments'], ['get', 'list', 'watch', 'create', 'patch', 'delete']),
  rule('', ['configmaps'], ['get', 'list', 'watch', 'create', 'patch', 'delete']),
  rule('policy', ['poddisruptionbudgets'], ['get', 'list', 'watch', 'create', 'patch', 'delete']),
  rule('apps', ['replicasets'], ['get', 'list', 'watch']),
  rule('', ['pods'], ['get', 'list', 'watch']),
  rule('', ['events'], ['get', 'list', 'watch']),
  rule('coordination.k8s.io', ['leases'], ['create']),
  rule('coordination.k8s.io', ['leases'], ['get', 'list', 'watch', 'update', 'patch'], ['gaze-info-update']),
  rule('', ['secrets'], ['create']),
  rule('', ['secrets'], ['get'], firstSecrets(options)),
]

/** Identities and what each may do; gaze-server and the database may do nothing at the API. */
export const accountObjects = (options: SiteOptions): KubeObject[] => {
  const { namespace, mongodb } = options
  const metadata = { name: 'info-update', namespace, labels: labelsOf('info-update') }
  return [
    account('gaze-server', options),
    account('info-update', options),
    ...(mongodb.uriSecret === '' ? [account('gaze-mongo', options)] : []),
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: infoUpdateRules(options) },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'info-update' },
      subjects: [{ kind: 'ServiceAccount', name: 'info-update', namespace }],
    },
  ]
}
