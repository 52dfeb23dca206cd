import type { KubeObject } from '../object.ts'
import { labelsOf, selectorOf } from './labels.ts'
import type { SiteOptions } from './options.ts'
import { containerSecurityContext, podSecurityContext, pullSecretsOf, resourcesOf } from './pod-parts.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'

const NAME = 'gaze-mongo'
/** The user that the usual image makes for itself. */
const USER = 999

const container = ({ mongodb }: SiteOptions): object => ({
  name: 'mongo',
  image: mongodb.image,
  imagePullPolicy: 'IfNotPresent',
  args: ['--wiredTigerCacheSizeGB', '0.25'],
  env: [
    { name: 'MONGO_INITDB_ROOT_USERNAME_FILE', value: '/run/gaze/username' },
    { name: 'MONGO_INITDB_ROOT_PASSWORD_FILE', value: '/run/gaze/password' },
    { name: 'HOME', value: '/tmp' },
  ],
  ports: [{ name: 'mongodb', containerPort: 27017 }],
  // While it makes its first user the server listens to itself alone, so a connection from outside tells the truth.
  startupProbe: { tcpSocket: { port: 'mongodb' }, periodSeconds: 2, failureThreshold: 150 },
  readinessProbe: { tcpSocket: { port: 'mongodb' }, periodSeconds: 5 },
  livenessProbe: {
    tcpSocket: { port: 'mongodb' },
    periodSeconds: 20,
    timeoutSeconds: 5,
    failureThreshold: 6,
  },
  resources: resourcesOf(mongodb.limits),
  securityContext: containerSecurityContext,
  volumeMounts: [
    { name: 'data', mountPath: '/data/db' },
    { name: 'configdb', mountPath: '/data/configdb' },
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'user', mountPath: '/run/gaze', readOnly: true },
  ],
})

const podSpec = (options: SiteOptions): object => ({
  serviceAccountName: NAME,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  ...pullSecretsOf(options),
  securityContext: podSecurityContext(USER),
  terminationGracePeriodSeconds: 60,
  containers: [container(options)],
  volumes: [
    { name: 'configdb', emptyDir: {} },
    { name: 'tmp', emptyDir: {} },
    {
      name: 'user',
      secret: {
        secretName: SITE_SECRETS.mongodb,
        defaultMode: 0o440,
        items: ['username', 'password'].map((key) => ({ key, path: key })),
      },
    },
  ],
})

/** The site's own database, one server with a volume; nothing where the site brings its own. */
export const mongoObjects = (options: SiteOptions): KubeObject[] => {
  const { namespace, mongodb } = options
  if (mongodb.uriSecret !== '') return []
  const metadata = { name: NAME, namespace, labels: labelsOf(NAME) }
  const { storage, storageClass } = mongodb
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: selectorOf(NAME),
        ports: [{ name: 'mongodb', port: 27017, targetPort: 'mongodb', protocol: 'TCP' }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: {
        serviceName: NAME,
        replicas: 1,
        selector: { matchLabels: selectorOf(NAME) },
        template: { metadata: { labels: labelsOf(NAME) }, spec: podSpec(options) },
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data', labels: labelsOf(NAME) },
            spec: {
              accessModes: ['ReadWriteOnce'],
              ...(storageClass === '' ? {} : { storageClassName: storageClass }),
              volumeMode: 'Filesystem',
              resources: { requests: { storage } },
            },
            // As the server keeps it: kubectl compares templates whole, and would call them configured at each apply.
            status: { phase: 'Pending' },
          },
        ],
      },
    },
  ]
}
