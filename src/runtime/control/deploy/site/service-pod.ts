import type { KubeObject } from '../object.ts'
import { labelsOf, OWNER, selectorOf } from './labels.ts'
import type { Room, SiteOptions } from './options.ts'
import {
  containerSecurityContext,
  httpProbe,
  imageOf,
  podSecurityContext,
  pullSecretsOf,
  resourcesOf,
  spreadOf,
} from './pod-parts.ts'
import { SECRETS_DIR, SETTINGS_DIR, STATE_DIR, settingsHash } from './settings.ts'

/** The user of the stock runtime image. */
const USER = 1000

/** What sets one of our services apart from the other. */
export interface ServicePod {
  readonly name: 'gaze-server' | 'info-update'
  readonly replicas: number
  readonly limits: Room
  readonly ports: readonly { name: string; containerPort: number }[]
  /** Volumes with what is secret, mounted below /run/gaze. */
  readonly secrets: readonly { mount: object; volume: object }[]
  /** Whether it talks to the Kubernetes API. */
  readonly token: boolean
  readonly initContainers?: readonly object[]
  /** How long it goes on once it is to end, after nobody new is led to it. */
  readonly handoverSeconds?: number
}

/** The Secret's keys as files of /run/gaze/PATH. */
export const secretFiles = (
  path: string,
  secretName: string,
  keys: readonly string[],
): { mount: object; volume: object } => ({
  mount: { name: path, mountPath: `${SECRETS_DIR}/${path}`, readOnly: true },
  volume: {
    name: path,
    secret: { secretName, defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })) },
  },
})

export const program = (name: string): object => ({
  command: ['node', `/app/dist/services/${name}.js`],
  args: [`${SETTINGS_DIR}/${name}.json`],
})

export const settingsMount = { name: 'settings', mountPath: SETTINGS_DIR, readOnly: true }
export const tmpMount = { name: 'tmp', mountPath: '/tmp' }

const container = (pod: ServicePod, options: SiteOptions): object => ({
  name: pod.name,
  ...imageOf(options),
  ...program(pod.name),
  ports: pod.ports,
  startupProbe: httpProbe('/healthz', { periodSeconds: 2, failureThreshold: 60 }),
  livenessProbe: httpProbe('/healthz', { periodSeconds: 10, failureThreshold: 6 }),
  readinessProbe: httpProbe('/readyz', { periodSeconds: 3, failureThreshold: 2 }),
  resources: resourcesOf(pod.limits),
  securityContext: containerSecurityContext,
  terminationMessagePolicy: 'FallbackToLogsOnError',
  ...(pod.handoverSeconds === undefined
    ? {}
    : { lifecycle: { preStop: { sleep: { seconds: pod.handoverSeconds } } } }),
  volumeMounts: [
    settingsMount,
    tmpMount,
    { name: 'state', mountPath: STATE_DIR },
    ...pod.secrets.map(({ mount }) => mount),
  ],
})

const podSpec = (pod: ServicePod, options: SiteOptions): object => ({
  serviceAccountName: pod.name,
  automountServiceAccountToken: pod.token,
  enableServiceLinks: false,
  ...pullSecretsOf(options),
  securityContext: podSecurityContext(USER),
  ...spreadOf(selectorOf(pod.name)),
  terminationGracePeriodSeconds: 30,
  ...(pod.initContainers === undefined ? {} : { initContainers: pod.initContainers }),
  containers: [container(pod, options)],
  volumes: [
    { name: 'settings', configMap: { name: OWNER } },
    { name: 'tmp', emptyDir: {} },
    { name: 'state', emptyDir: {} },
    ...pod.secrets.map(({ volume }) => volume),
  ],
})

/** One of our services as a Deployment; a new pod is ready before an old one goes. */
export const serviceDeployment = (pod: ServicePod, options: SiteOptions): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: pod.name, namespace: options.namespace, labels: labelsOf(pod.name) },
  spec: {
    replicas: pod.replicas,
    revisionHistoryLimit: 3,
    progressDeadlineSeconds: 300,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    selector: { matchLabels: selectorOf(pod.name) },
    template: {
      metadata: {
        labels: labelsOf(pod.name),
        annotations: { 'gaze.dev/settings': settingsHash(options) },
      },
      spec: podSpec(pod, options),
    },
  },
})
