import type { ObservedPod, ObservedWorkload, Workload } from '../cluster/types.ts'
import type { Stream, StreamStatus } from '../records/types.ts'
import { HOPELESS } from './hopeless.ts'

type Verdict = Pick<StreamStatus, 'phase' | 'reason' | 'message'>

const isBroken = (pod: ObservedPod): boolean => pod.phase === 'CrashLoop' || pod.phase === 'Failed'

/** It waits for what will not come by itself. */
const isHopeless = (pod: ObservedPod): boolean => pod.phase === 'Pending' && HOPELESS.has(pod.reason)

const waiting = (pods: readonly ObservedPod[], ready: number, replicas: number): Verdict => {
  const late = pods.find((pod) => !pod.ready && pod.reason !== '')
  return {
    phase: ready > 0 ? 'Degraded' : 'Pending',
    reason: late?.reason ?? 'Starting',
    message: late?.message || `${ready} of ${replicas} pods are ready`,
  }
}

const broken = (
  { reason, message }: Pick<Verdict, 'reason' | 'message'>,
  alive: readonly ObservedPod[],
): Verdict => ({ phase: alive.some((pod) => pod.ready) ? 'Degraded' : 'Failed', reason, message })

const judge = (
  stream: Stream,
  workload: Workload,
  pods: readonly ObservedPod[],
  trouble: ObservedWorkload['trouble'],
): Verdict => {
  if (stream.replicas === 0) return { phase: 'Stopped', reason: 'Scaled', message: 'scaled to 0 replicas' }
  const over = { phase: 'Completed', reason: 'SourceEnded', message: 'the source has ended' } as const
  if (workload.replicas === 0) return over
  const alive = pods.filter(({ phase }) => phase !== 'Terminating')
  const current = alive.filter(({ templateHash }) => templateHash === workload.template.hash)
  const old = alive.length - current.length
  const ready = current.filter((pod) => pod.ready).length
  // Also one that has ended since: it will not be started again.
  const all = pods.filter(({ templateHash }) => templateHash === workload.template.hash)
  if (all.length > 0 && all.every(({ completed }) => completed)) return over
  const sick = current.find(isBroken) ?? current.find(isHopeless)
  if (sick !== undefined) return broken(sick, alive)
  // Only what is missing now is in trouble: what a controller said of earlier tries may stand for a while.
  if (trouble !== undefined && current.length < workload.replicas) return broken(trouble, alive)
  if (old > 0)
    return {
      phase: 'Pending',
      reason: 'RollingOut',
      message: `${ready} of ${workload.replicas} pods are new`,
    }
  if (ready < workload.replicas) return waiting(current, ready, workload.replicas)
  return {
    phase: 'Running',
    reason: '',
    message: current.find(({ message }) => message !== '')?.message ?? '',
  }
}

/** The stream as its pods show it, once the cluster has taken its workload. */
export const statusOf = (
  stream: Stream,
  workload: Workload,
  pods: readonly ObservedPod[],
  trouble?: ObservedWorkload['trouble'],
): StreamStatus => ({
  ...judge(stream, workload, pods, trouble),
  observedGeneration: workload.generation,
  readyReplicas: pods.filter(
    ({ ready, phase, templateHash }) =>
      ready && phase !== 'Terminating' && templateHash === workload.template.hash,
  ).length,
})

export const blockedStatus = (stream: Stream, why: { reason: string; message: string }): StreamStatus => ({
  phase: 'Failed',
  reason: why.reason,
  message: why.message,
  observedGeneration: stream.generation,
  readyReplicas: 0,
})
