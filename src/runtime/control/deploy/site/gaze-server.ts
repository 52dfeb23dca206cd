import type { KubeObject } from '../object.ts'
import { labelsOf, selectorOf } from './labels.ts'
import type { SiteOptions } from './options.ts'
import { secretFiles, serviceDeployment } from './service-pod.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'

const NAME = 'gaze-server'
/** Pods look every 3 s for servers, by names that may be cached for 5 s: until then a sender must find them here. */
const HANDOVER_SECONDS = 8

/** What senders, people and probes reach, by the name of the port. */
const PORTS: Readonly<Record<string, number>> = { ingest: 5001, 'ingest-curve': 5003, http: 5002 }

const portsOf = ({ plainIngest }: SiteOptions): [string, number][] =>
  Object.entries(PORTS).filter(([name]) => plainIngest || name !== 'ingest')

const service = (name: string, spec: object, { namespace }: SiteOptions): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: labelsOf(NAME) },
  spec: { selector: selectorOf(NAME), ...spec },
})

const port = (name: string, port: number): object => ({ name, port, targetPort: name, protocol: 'TCP' })

export const gazeServerServices = (options: SiteOptions): KubeObject[] => [
  service(
    NAME,
    {
      type: options.server.serviceType,
      ports: portsOf(options).map(([name, number]) => port(name, number)),
    },
    options,
  ),
  // Our pods ask every gaze-server, so they need the address of each.
  service('gaze-server-pods', { clusterIP: 'None', ports: [port('pods', 5004)] }, options),
]

export const gazeServerDeployment = (options: SiteOptions): KubeObject =>
  serviceDeployment(
    {
      name: NAME,
      replicas: options.server.replicas,
      limits: options.server.limits,
      ports: [
        ...portsOf(options).map(([name, containerPort]) => ({ name, containerPort })),
        { name: 'pods', containerPort: 5004 },
      ],
      secrets: [
        secretFiles('mongodb', options.mongodb.uriSecret || SITE_SECRETS.mongodb, ['uri']),
        secretFiles('token', SITE_SECRETS.token, ['token']),
        secretFiles('curve', SITE_SECRETS.curve, ['public', 'secret']),
      ],
      token: false,
      handoverSeconds: HANDOVER_SECONDS,
    },
    options,
  )
