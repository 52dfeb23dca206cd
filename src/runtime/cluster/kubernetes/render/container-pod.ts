import type { V1EnvVar, V1Probe } from '@kubernetes/client-node'
import type { ContainerRun, PodTemplate, Workload } from '../../types.ts'
import type { KubernetesSettings } from '../settings.ts'
import { secretName, V0_PORT } from './places.ts'
import type { PodParts } from './pod-spec.ts'
import { FOREIGN_CONTAINER, foreignPod } from './security.ts'

/** A program that listens nowhere counts as ready when it has lived for this long. */
const ALIVE_SECONDS = 3
const GRACE_SECONDS = 15
/** gaze-server stops forwarding to a pod that is ending before the program is told to end. */
const DRAIN_SECONDS = 2

const LISTENS: V1Probe = { tcpSocket: { port: V0_PORT }, periodSeconds: 2, failureThreshold: 1 }

const outputEnv = (output: string): Record<string, string> => {
  const colon = output.lastIndexOf(':')
  if (colon < 0) return {}
  return { OUT_IP: output.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), OUT_PORT: output.slice(colon + 1) }
}

const fromSecret = (name: string, secret: string, key: string): V1EnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
})

/** A program of the v1 wire asks gaze-server for frames as our own pods do. */
const askEnv = ({ wire }: PodTemplate, settings: KubernetesSettings): V1EnvVar[] => {
  if (wire === 'v0') return []
  const { ingest, tokenSecret, curveSecret } = settings
  return [
    { name: 'GAZE_INGEST', value: ingest },
    fromSecret('GAZE_TOKEN', tokenSecret, 'token'),
    ...(curveSecret === '' ? [] : [fromSecret('GAZE_CURVE_KEY', curveSecret, 'public')]),
  ]
}

const plain = (env: Readonly<Record<string, string>>): V1EnvVar[] =>
  Object.entries(env).map(([name, value]) => ({ name, value }))

/** Kubernetes would replace `$(NAME)`; what is written here is a text as it is. */
const literal = (text: string): string => text.replaceAll('$(', '$$$$(')

const literally = ({ name, value, ...rest }: V1EnvVar): V1EnvVar =>
  value === undefined ? { name, ...rest } : { name, value: literal(value) }

/** Each name once, the later one wins, in the order of names. */
const envOf = (stream: string, template: PodTemplate, settings: KubernetesSettings): V1EnvVar[] => {
  const all: V1EnvVar[] = [
    ...plain(template.env),
    ...template.secretEnv.map((name) => fromSecret(name, secretName(stream), name)),
    ...plain(outputEnv(template.output)),
    ...askEnv(template, settings),
    ...plain({ GAZE_STREAM: stream, GAZE_IN_PORT: String(V0_PORT) }),
    { name: 'GAZE_POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
  ]
  const byName = new Map(all.map((each) => [each.name, literally(each)]))
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** A container that is not ours, as it is but for what Pod Security asks of it. */
export const containerPod = (
  { stream, template }: Workload,
  { ref, user = '', command }: ContainerRun,
  settings: KubernetesSettings,
): PodParts => {
  const listens = template.wire === 'v0' && template.source === 'push'
  return {
    image: ref,
    pullSecrets: [],
    graceSeconds: GRACE_SECONDS,
    drainSeconds: DRAIN_SECONDS,
    minReadySeconds: listens ? 0 : ALIVE_SECONDS,
    securityContext: foreignPod(user),
    volumes: [],
    container: {
      ...(command === undefined ? {} : { command: command.map(literal) }),
      env: envOf(stream, template, settings),
      ports: template.wire === 'v0' ? [{ name: 'frames', containerPort: V0_PORT, protocol: 'TCP' }] : [],
      securityContext: FOREIGN_CONTAINER,
      ...(listens ? { readinessProbe: LISTENS } : {}),
    },
  }
}
