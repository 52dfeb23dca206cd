import type { Deployment } from '../../../kubernetes/objects.ts'
import type { ObservedPod, ObservedWorkload } from '../../types.ts'
import { GENERATION, TEMPLATE } from '../labels.ts'
import { cannotCreate } from './words.ts'

/** Why its pods cannot be made; what was said of an earlier spec does not count. */
const troubleOf = ({ metadata, status }: Deployment): ObservedWorkload['trouble'] => {
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return undefined
  const failure = status?.conditions?.find((each) => each.type === 'ReplicaFailure' && each.status === 'True')
  return failure === undefined ? undefined : cannotCreate('the pod', failure.message ?? '')
}

/** A stream's Deployment as the reconciler sees it. Pure. */
export const observeWorkload = (
  stream: string,
  deployment: Deployment,
  drifted: boolean,
): ObservedWorkload => {
  const { annotations = {} } = deployment.metadata ?? {}
  const trouble = troubleOf(deployment)
  return {
    stream,
    generation: Number(annotations[GENERATION] ?? 0),
    replicas: deployment.spec?.replicas ?? 0,
    templateHash: annotations[TEMPLATE] ?? '',
    ...(drifted ? { drifted } : {}),
    ...(trouble === undefined ? {} : { trouble }),
  }
}

export interface SeenPod {
  readonly observed: ObservedPod
  /** Its node has given it up for good, and the Deployment makes another one. */
  readonly outcast: boolean
}

/** Pods that are given up are told of until others serve in their place. */
export const withoutReplaced = (pods: readonly SeenPod[], replicas: number): ObservedPod[] => {
  const serving = pods.filter(({ observed: { ready, phase } }) => ready && phase === 'Running').length
  return pods.filter(({ outcast }) => !outcast || serving < replicas).map(({ observed }) => observed)
}
