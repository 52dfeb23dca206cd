import type { V1Probe, V1Volume, V1VolumeMount } from '@kubernetes/client-node'
import type { Plain } from '../../../kubernetes/objects.ts'
import type { PodTemplate, Workload } from '../../types.ts'
import { objectName } from '../labels.ts'
import type { KubernetesSettings } from '../settings.ts'
import { assignmentKey, sinkDrainMs } from './assignment.ts'
import { HTTP_PORT, PLACES, secretName } from './places.ts'
import type { PodParts } from './pod-spec.ts'
import { OUR_CONTAINER, OUR_POD } from './security.ts'

/** The entry of the runtime image that runs a pod. */
const PROGRAM = '/app/dist/services/pod.js'
/** The volumes' files; read by the pod's group alone. */
const MODE = 0o440
/** Longer than a pod without sinks allows itself (8 s), with what comes before its SIGTERM. */
const GRACE_SECONDS = 15

const http = (path: string): Pick<V1Probe, 'httpGet'> => ({ httpGet: { path, port: HTTP_PORT } })

const PROBES = {
  /** Node, its add-ons and a model may take long on a small machine. */
  startupProbe: { ...http('/healthz'), periodSeconds: 1, failureThreshold: 120, timeoutSeconds: 2 },
  readinessProbe: { ...http('/readyz'), periodSeconds: 2, failureThreshold: 1, timeoutSeconds: 2 },
  /** A picture in native code blocks the event loop; a minute of that is a hang. */
  livenessProbe: { ...http('/healthz'), periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 },
} as const

type Volume = Plain<V1Volume>

interface Mount {
  readonly volume: Volume
  readonly mount: V1VolumeMount
}

const readOnly = (name: string, mountPath: string, source: Omit<Volume, 'name'>): Mount => ({
  volume: { name, ...source },
  mount: { name, mountPath, readOnly: true },
})

const empty = (name: string, mountPath: string): Mount => ({
  volume: { name, emptyDir: {} },
  mount: { name, mountPath },
})

const claimed = (name: string, mountPath: string, claimName: string): Mount => ({
  volume: { name, persistentVolumeClaim: { claimName } },
  mount: { name, mountPath },
})

const hasModels = (run: PodTemplate['run']): boolean => run.kind === 'pipeline' && run.models !== undefined

const secret = (name: string, items?: readonly string[]): Omit<Volume, 'name'> => ({
  secret: {
    secretName: name,
    defaultMode: MODE,
    ...(items === undefined ? {} : { items: items.map((key) => ({ key, path: key })) }),
  },
})

const mountsOf = (
  stream: string,
  { hash, secretEnv, run }: PodTemplate,
  { tokenSecret, curveSecret, modelsClaim = '' }: KubernetesSettings,
): Mount[] => {
  const items = [{ key: assignmentKey(hash), path: 'assignment.json' }]
  const name = { path: 'name', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }
  return [
    readOnly('assignment', PLACES.assignment, {
      configMap: { name: objectName(stream), items, defaultMode: MODE },
    }),
    readOnly('pod', PLACES.pod, { downwardAPI: { items: [name], defaultMode: MODE } }),
    readOnly('token', PLACES.token, secret(tokenSecret, ['token'])),
    ...(curveSecret === '' ? [] : [readOnly('curve', PLACES.curve, secret(curveSecret, ['public']))]),
    ...(secretEnv.length === 0
      ? []
      : [readOnly('secrets', PLACES.secrets, secret(secretName(stream), secretEnv))]),
    ...(modelsClaim === '' || !hasModels(run) ? [] : [claimed('models', PLACES.models, modelsClaim)]),
    empty('data', PLACES.data),
    empty('tmp', '/tmp'),
  ]
}

/**
 * A pod of ours: the pipeline in a ConfigMap, and the stock image or one made from it.
 * @param runtime That other image, if it is one.
 */
export const pipelinePod = (
  { stream, template }: Workload,
  runtime: string | undefined,
  settings: KubernetesSettings,
): PodParts => {
  const mounts = mountsOf(stream, template, settings)
  return {
    image: runtime ?? settings.runtimeImage,
    pullSecrets: settings.runtimePullSecrets,
    pullPolicy: runtime === undefined ? settings.runtimePullPolicy : undefined,
    graceSeconds: GRACE_SECONDS + sinkDrainMs(template.sinks) / 1_000,
    drainSeconds: 1,
    minReadySeconds: 0,
    securityContext: OUR_POD,
    volumes: mounts.map(({ volume }) => volume),
    container: {
      command: ['node', PROGRAM, `${PLACES.assignment}/assignment.json`],
      ports: [{ name: 'http', containerPort: HTTP_PORT, protocol: 'TCP' }],
      volumeMounts: mounts.map(({ mount }) => mount),
      securityContext: OUR_CONTAINER,
      ...PROBES,
    },
  }
}
