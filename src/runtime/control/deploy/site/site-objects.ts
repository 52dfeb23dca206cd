import type { KubeObject } from '../object.ts'
import { accountObjects } from './accounts.ts'
import { gazeServerDeployment, gazeServerServices } from './gaze-server.ts'
import { infoUpdateDeployment } from './info-update.ts'
import { labelsOf, selectorOf } from './labels.ts'
import { mongoObjects } from './mongo.ts'
import { networkPolicies } from './network-policies.ts'
import type { SiteOptions } from './options.ts'
import { settingsObject } from './settings.ts'

const namespaceObject = ({ namespace, podSecurity }: SiteOptions): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: namespace,
    labels: {
      ...labelsOf('gaze'),
      ...Object.fromEntries(
        ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity]),
      ),
    },
  },
})

/** Nodes are emptied one pod at a time; where there is but one, it may go. */
const disruptionBudget = (name: string, { namespace }: SiteOptions): KubeObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels: labelsOf(name) },
  spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(name) } },
})

/**
 * Everything that a site consists of but its streams, in the order in which it is applied. The Secrets are not among
 * it: the first start makes them, so that no password is in a manifest.
 */
export const siteObjects = (options: SiteOptions): KubeObject[] => [
  namespaceObject(options),
  ...accountObjects(options),
  ...networkPolicies(options),
  settingsObject(options),
  infoUpdateDeployment(options),
  ...mongoObjects(options),
  ...gazeServerServices(options),
  gazeServerDeployment(options),
  ...['info-update', 'gaze-server', ...(options.mongodb.uriSecret === '' ? ['gaze-mongo'] : [])].map((name) =>
    disruptionBudget(name, options),
  ),
]
