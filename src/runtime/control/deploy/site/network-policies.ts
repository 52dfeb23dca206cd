import type { KubeObject } from '../object.ts'
import { labelsOf, STREAM_LABEL, selectorOf } from './labels.ts'
import type { SiteOptions } from './options.ts'

const pods = (name: string): object => ({ podSelector: { matchLabels: selectorOf(name) } })
const streams = { podSelector: { matchExpressions: [{ key: STREAM_LABEL, operator: 'Exists' }] } }
const tcp = (...ports: number[]): object[] => ports.map((port) => ({ protocol: 'TCP', port }))

/** Which pods of the site others may reach, and at which ports; what is not named here stays closed. */
export const networkPolicies = ({
  namespace,
  mongodb,
  plainIngest,
  networkPolicies,
}: SiteOptions): KubeObject[] => {
  if (!networkPolicies) return []
  const policy = (name: string, selected: object, ingress: object[], more: object = {}): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: labelsOf(name) },
    spec: { ...selected, policyTypes: ['Ingress'], ingress, ...more },
  })
  const services = ['gaze-server', 'info-update'].map(pods)
  return [
    policy('gaze-server', pods('gaze-server'), [
      { ports: tcp(...(plainIngest ? [5001] : []), 5003, 5002) },
      { from: [streams], ports: tcp(5004) },
    ]),
    policy('info-update', pods('info-update'), [{ ports: tcp(5002) }]),
    policy('gaze-streams', streams, [
      { ports: tcp(5002) },
      { from: [pods('gaze-server')], ports: tcp(5001) },
    ]),
    ...(mongodb.uriSecret === ''
      ? [
          policy('gaze-mongo', pods('gaze-mongo'), [{ from: services, ports: tcp(27017) }], {
            policyTypes: ['Ingress', 'Egress'],
          }),
        ]
      : []),
  ]
}
