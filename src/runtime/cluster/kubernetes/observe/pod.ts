import type { Objects, Pod } from '../../../kubernetes/objects.ts'
import type { PodStatus } from '../../../pod/assignment.ts'
import type { ObservedPod } from '../../types.ts'
import { STREAM, TEMPLATE } from '../labels.ts'
import { CONTAINER } from '../render/pod-spec.ts'
import { HTTP_PORT, V0_PORT } from '../render/places.ts'
import { type Moment, unplaced } from './unplaced.ts'
import { containerTrouble, type Judged, type Status } from './container.ts'
import { cannotMount, evicted, nodeSilent, podFailed, probeFailing } from './words.ts'

export type Warning = Objects['Event']
export type Told = Omit<PodStatus, 'type'>

export interface PodFacts extends Moment {
  readonly pod: Pod
  /** The newest warning that the cluster gave of it. */
  readonly warning?: Warning | undefined
  /** What a pod of ours says of the run of its container that is on now. */
  readonly told?: Told | undefined
  /** Whether the stream's Deployment is there. */
  readonly owned: boolean
}

/** A container that nothing probes counts as ready when it has lived for this long. */
const ALIVE_MS = 2_000
/** How often a probe of a starting program may fail before that is its trouble; every two seconds. */
const PROBES_FAILED = 8
/** A volume that is missing for this many tries is not just late. */
const MOUNTS_FAILED = 3

export const streamOf = ({ metadata }: Pick<Pod, 'metadata'>): string => metadata?.labels?.[STREAM] ?? ''

const mainOf = (pod: Pod): Status | undefined =>
  pod.status?.containerStatuses?.find(({ name }) => name === CONTAINER) ?? pod.status?.containerStatuses?.[0]

/** Which run of its container a pod is in. */
export const runOf = (pod: Pod): string => mainOf(pod)?.containerID ?? ''

export const isOurs = (pod: Pod): boolean =>
  (pod.spec?.containers[0]?.ports ?? []).some(({ containerPort }) => containerPort === HTTP_PORT)

const takesFrames = (pod: Pod): boolean =>
  (pod.spec?.containers[0]?.ports ?? []).some(({ containerPort }) => containerPort === V0_PORT)

/** When a pod that nothing probes will have lived long enough; undefined when that is no question. */
export const readyAtMs = (pod: Pod): number | undefined => {
  const status = mainOf(pod)
  const probed = pod.spec?.containers[0]?.readinessProbe !== undefined
  const since = status?.state?.running?.startedAt
  if (probed || status?.ready !== true || since === undefined) return undefined
  // A busy kubelet sees late that it runs, and as late that it has died.
  const seen = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? since
  return Math.max(Date.parse(since), Date.parse(seen)) + ALIVE_MS
}

/** The condition, which the cluster withdraws where a node no longer answers, and what that node said last. */
export const isReadyByProbe = (pod: Pod): boolean =>
  mainOf(pod)?.ready === true &&
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'False') !== true

const isReady = ({ pod, told, nowMs }: PodFacts): boolean => {
  if (mainOf(pod)?.state?.running === undefined) return false
  if (told !== undefined) return told.ready
  return isReadyByProbe(pod) && nowMs >= (readyAtMs(pod) ?? 0)
}

const warned = (stream: string, warning: Warning | undefined, status: Status | undefined): Judged => {
  const { reason = '', message = '', count = 1 } = warning ?? {}
  const pending = { phase: 'Pending', reason: 'Starting', message: '' } as const
  // What was said before this run of the container began is over.
  const since = status?.state?.running?.startedAt
  const at = warning?.lastTimestamp ?? warning?.eventTime
  if (since !== undefined && at !== undefined && Date.parse(at) < Date.parse(since)) return pending
  if (reason === 'Unhealthy')
    return {
      phase: 'Pending',
      ...(count < PROBES_FAILED ? { reason: 'Starting', message } : probeFailing(stream, message)),
    }
  if (reason === 'FailedMount' || reason === 'FailedAttachVolume')
    return {
      phase: 'Pending',
      ...(count < MOUNTS_FAILED ? { reason: 'Starting', message } : cannotMount(message)),
    }
  return reason === 'FailedCreatePodSandBox' ? { ...pending, message } : pending
}

/** Why its node or the cluster put an end to it; a program that then ends in order leaves no other trace of it. */
const disruption = ({ pod, warning }: Pick<PodFacts, 'pod' | 'warning'>): string | undefined =>
  pod.status?.conditions?.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True')
    ?.message ?? (warning?.reason === 'Evicted' ? warning.message : undefined)

/** It never runs again: the Deployment makes another one. */
export const isOutcast = ({ status }: Pod): boolean =>
  status?.phase === 'Failed' || status?.phase === 'Succeeded'

const outcast = (facts: PodFacts): Judged => {
  const { pod } = facts
  const { reason = '', message = '' } = pod.status ?? {}
  const why = disruption(facts)
  const said =
    reason === 'Evicted' || why !== undefined
      ? evicted(pod.spec?.nodeName ?? '', message || (why ?? ''))
      : podFailed(reason, message)
  return { phase: 'Failed', ...said }
}

const judge = (facts: PodFacts, ready: boolean): Judged => {
  const { pod, told, warning } = facts
  const stream = streamOf(pod)
  if (isOutcast(pod)) return outcast(facts)
  const homeless = unplaced(pod, stream, facts)
  if (homeless !== undefined) return { phase: 'Pending', ...homeless }
  if (ready) return { phase: 'Running', reason: told?.reason ?? '', message: told?.message ?? '' }
  const status = mainOf(pod)
  const running = status?.state?.running !== undefined
  if (running && status.ready && !isReadyByProbe(pod))
    return { phase: 'Pending', ...nodeSilent(pod.spec?.nodeName ?? '') }
  if (running && told !== undefined && told.reason !== 'Starting')
    return { phase: 'Pending', reason: told.reason, message: told.message }
  const trouble = status === undefined ? undefined : containerTrouble(pod, stream, status)
  return trouble ?? warned(stream, warning, status)
}

/** Local times are with milliseconds, and so are those of records. */
const timeOf = (time: string | undefined): string => (time === undefined ? '' : new Date(time).toISOString())

const portsOf = (pod: Pod): ObservedPod['ports'] => {
  if (!pod.status?.podIP) return {}
  return { ...(takesFrames(pod) ? { in: V0_PORT } : {}), ...(isOurs(pod) ? { http: HTTP_PORT } : {}) }
}

/** It has ended and only waits to be forgotten. */
const isOver = (facts: PodFacts): boolean => {
  const { metadata, status } = facts.pod
  if (status?.phase === 'Succeeded' && disruption(facts) === undefined) return true
  return (
    metadata?.deletionTimestamp !== undefined &&
    status?.containerStatuses?.every(({ state }) => state?.terminated !== undefined) === true
  )
}

/** A pod of a stream as the reconciler sees it; undefined when nothing of it runs any more. Pure. */
export const observePod = (facts: PodFacts): ObservedPod | undefined => {
  const { pod, told, owned } = facts
  if (isOver(facts)) return undefined
  const status = mainOf(pod)
  const ready = isReady(facts)
  const ending = pod.metadata?.deletionTimestamp !== undefined || !owned
  const judged = ending ? { phase: 'Terminating' as const, reason: '', message: '' } : judge(facts, ready)
  return {
    name: pod.metadata?.name ?? '',
    stream: streamOf(pod),
    templateHash: pod.metadata?.labels?.[TEMPLATE] ?? '',
    ready: ready && judged.phase !== 'Failed',
    active: told === undefined ? ready : told.active,
    completed: told?.completed ?? false,
    ip: pod.status?.podIP ?? '',
    ports: portsOf(pod),
    node: pod.spec?.nodeName ?? '',
    restarts: status?.restartCount ?? 0,
    ...judged,
    startedAt: timeOf(status?.state?.running?.startedAt ?? pod.status?.startTime),
  }
}
