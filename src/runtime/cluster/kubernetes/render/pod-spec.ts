import type {
  V1Container,
  V1PodSecurityContext,
  V1PodSpec,
  V1Toleration,
  V1Volume,
} from '@kubernetes/client-node'
import type { Plain } from '../../../kubernetes/objects.ts'
import type { Placement, Toleration } from '../../../records/types.ts'
import type { Workload } from '../../types.ts'
import { selectorOf } from '../labels.ts'
import { resourcesOf } from './resources.ts'

/** What differs between pods of ours and those of others. */
export interface PodParts {
  readonly image: string
  readonly pullSecrets: readonly string[]
  readonly pullPolicy?: string | undefined
  readonly graceSeconds: number
  /** From the moment that all see it end until it is told to. */
  readonly drainSeconds: number
  /** How long a pod must have been ready to count; for those that nothing probes. */
  readonly minReadySeconds: number
  readonly securityContext: V1PodSecurityContext
  readonly volumes: readonly Plain<V1Volume>[]
  readonly container: Omit<V1Container, 'name'>
}

/** The one container of a pod, whose log is the pod's. */
export const CONTAINER = 'main'

const tolerationOf = ({ key, value, effect }: Toleration): V1Toleration => ({
  key,
  operator: value === undefined ? 'Exists' : 'Equal',
  ...(value === undefined ? {} : { value }),
  ...(effect === undefined ? {} : { effect }),
})

const placementOf = (placement: Placement, own: readonly string[]): Partial<Plain<V1PodSpec>> => {
  const { nodeSelector = {}, tolerations = [], pullSecrets = [] } = placement
  const pull = [...new Set([...own, ...pullSecrets])]
  return {
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length === 0 ? {} : { tolerations: tolerations.map(tolerationOf) }),
    ...(pull.length === 0 ? {} : { imagePullSecrets: pull.map((name) => ({ name })) }),
  }
}

const withoutEmpty = <T extends object>(value: T): T =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([, each]) => each !== undefined && (each as { length?: number }).length !== 0,
    ),
  ) as T

export const podSpec = ({ stream, template }: Workload, parts: PodParts): Plain<V1PodSpec> => {
  const { placement = {} } = template
  const resources = resourcesOf(placement)
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: parts.graceSeconds,
    securityContext: parts.securityContext,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selectorOf(stream) },
      },
    ],
    ...placementOf(placement, parts.pullSecrets),
    containers: [
      {
        name: CONTAINER,
        image: parts.image,
        imagePullPolicy: parts.pullPolicy ?? 'IfNotPresent',
        terminationMessagePolicy: 'FallbackToLogsOnError',
        lifecycle: { preStop: { sleep: { seconds: parts.drainSeconds } } },
        ...withoutEmpty(parts.container),
        ...(resources === undefined ? {} : { resources }),
      },
    ],
    ...(parts.volumes.length === 0 ? {} : { volumes: [...parts.volumes] }),
  }
}
