import { isReadyPod } from '../../../kubernetes/find-pod.ts'
import type { Deployment, Objects, Pod } from '../../../kubernetes/objects.ts'
import type { Warning } from './warnings.ts'

type ReplicaSet = Objects['ReplicaSet']
type StatefulSet = Objects['StatefulSet']

/** A workload of the site, with what belongs to it in the cluster. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet'
  readonly object: Deployment | StatefulSet
  readonly replicaSets: readonly ReplicaSet[]
  readonly pods: readonly Pod[]
  /** About each object, by its name. */
  readonly warnings: ReadonlyMap<string, Warning>
}

/** How far it is. `hopeless` will not become better by waiting. */
export interface Rollout {
  readonly state: 'done' | 'waiting' | 'hopeless'
  /** What it waits for, or why it will not come. */
  readonly reason: string
}

const NEVER_PULLED = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']
/** A service may end a few times while the database starts. */
const HOPELESS_RESTARTS = 4

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]

const statusesOf = ({ status }: Pod): ContainerStatus[] => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
]

const short = (text: string | undefined): string =>
  (text ?? '').trim().split('\n').at(-1)?.slice(0, 400) ?? ''

const ofContainer = (pod: string, container: ContainerStatus): Rollout | undefined => {
  const { waiting, terminated } = container.state ?? {}
  const what = `pod ${pod}, container ${container.name}`
  const last = terminated ?? container.lastState?.terminated
  if (waiting?.reason !== undefined && NEVER_PULLED.includes(waiting.reason))
    return { state: 'hopeless', reason: `${what}: ${waiting.reason}: ${waiting.message ?? container.image}` }
  const said =
    last === undefined ? '' : `: exited ${last.exitCode}: ${short(last.message) || last.reason || ''}`
  if (waiting?.reason === 'CrashLoopBackOff')
    return {
      state: container.restartCount >= HOPELESS_RESTARTS ? 'hopeless' : 'waiting',
      reason: `${what}: CrashLoopBackOff after ${container.restartCount} restarts${said}`,
    }
  if (terminated !== undefined && terminated.exitCode !== 0)
    return { state: 'waiting', reason: `${what}${said}` }
  if (waiting?.message)
    return { state: 'waiting', reason: `${what}: ${waiting.reason}: ${short(waiting.message)}` }
  return undefined
}

const textOf = ({ reason, message }: Warning): string => `${reason}: ${message}`

const ofPod = (pod: Pod, warnings: Workload['warnings']): Rollout | undefined => {
  const name = pod.metadata?.name ?? ''
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status === 'False')
    return { state: 'waiting', reason: `pod ${name}: ${scheduled.reason}: ${scheduled.message ?? ''}` }
  const all = statusesOf(pod).flatMap((container) => ofContainer(name, container) ?? [])
  const warning = warnings.get(name)
  const said = warning && ({ state: 'waiting', reason: `pod ${name}: ${textOf(warning)}` } as const)
  return all.find(({ state }) => state === 'hopeless') ?? all[0] ?? (isReadyPod(pod) ? undefined : said)
}

const owns = (
  owner: { metadata?: { uid?: string } },
  { metadata }: { metadata?: { ownerReferences?: { uid: string }[] } },
): boolean => metadata?.ownerReferences?.some(({ uid }) => uid === owner.metadata?.uid) === true

const REVISION = 'deployment.kubernetes.io/revision'

/** Those of the template that was applied last: the older ones are on their way out. */
export const newestPods = ({ kind, object, replicaSets, pods }: Workload): Pod[] => {
  if (kind === 'StatefulSet') {
    const { updateRevision } = (object as StatefulSet).status ?? {}
    return pods.filter(
      (pod) => owns(object, pod) && pod.metadata?.labels?.['controller-revision-hash'] === updateRevision,
    )
  }
  const revision = object.metadata?.annotations?.[REVISION]
  const newest = replicaSets.find(
    (set) => owns(object, set) && set.metadata?.annotations?.[REVISION] === revision,
  )
  return newest === undefined ? [] : pods.filter((pod) => owns(newest, pod))
}

const refusal = (object: Deployment | StatefulSet): Rollout | undefined => {
  const conditions = ((object as Deployment).status?.conditions ?? []).filter(({ type, status, reason }) =>
    type === 'ReplicaFailure' ? status === 'True' : reason === 'ProgressDeadlineExceeded',
  )
  const [first] = conditions
  return first && { state: 'hopeless', reason: `${first.reason}: ${first.message ?? ''}` }
}

const counts = ({
  kind,
  object,
}: Workload): { readonly updated: number; readonly ready: number; readonly all: number } => {
  const { updatedReplicas = 0, replicas = 0 } = object.status ?? {}
  const ready =
    (kind === 'StatefulSet'
      ? object.status?.readyReplicas
      : (object as Deployment).status?.availableReplicas) ?? 0
  return { updated: updatedReplicas, ready, all: replicas }
}

/** What no time mends; the API has no reason of its own for these. */
const REFUSALS = /exceeded quota|failed quota|violates PodSecurity/

/** A StatefulSet says in an event alone that its pod or its volume is refused; what is old may be true no more. */
const ofWarning = (warning: Warning, earlier: ReadonlySet<string>): Rollout => {
  const refused = warning.reason === 'FailedCreate' && REFUSALS.test(warning.message)
  return { state: refused && !earlier.has(warning.id) ? 'hopeless' : 'waiting', reason: textOf(warning) }
}

/**
 * Where the rollout stands. Pure.
 * @param earlier Warnings, by id, that had been given before it began.
 */
export const rolloutOf = (workload: Workload, earlier: ReadonlySet<string> = new Set()): Rollout => {
  const { object } = workload
  const wanted = object.spec?.replicas ?? 1
  if ((object.status?.observedGeneration ?? 0) < (object.metadata?.generation ?? 0))
    return { state: 'waiting', reason: 'its controller has not seen it yet' }
  const { updated, ready, all } = counts(workload)
  if (updated >= wanted && ready >= wanted && all === updated) return { state: 'done', reason: '' }
  const newest = newestPods(workload)
  const troubles = newest.flatMap((pod) => ofPod(pod, workload.warnings) ?? [])
  const warning = workload.warnings.get(object.metadata?.name ?? '')
  if (newest.length === 0 && warning !== undefined) troubles.push(ofWarning(warning, earlier))
  const counted = `${Math.min(updated, ready)} of ${wanted} ${wanted === 1 ? 'pod' : 'pods'} ready`
  const first = refusal(object) ?? troubles.find(({ state }) => state === 'hopeless') ?? troubles[0]
  if (first === undefined) return { state: 'waiting', reason: counted }
  return {
    state: first.state,
    reason: first.state === 'hopeless' ? first.reason : `${counted}; ${first.reason}`,
  }
}
