import type { Observed, ObservedPod, ObservedWorkload, Workload } from '../cluster/types.ts'
import type { Pod, Stream, StreamStatus } from '../records/types.ts'
import { type Desired, wantOf } from './desired.ts'
import { blockedStatus, statusOf } from './status.ts'

/** What is, by the cluster and by the records. */
export interface Seen {
  readonly cluster: Observed
  readonly pods: readonly Pod[]
}

export interface Steps {
  apply: { readonly workload: Workload }
  remove: { readonly stream: string }
  recordPod: { readonly pod: ObservedPod }
  forgetPod: { readonly name: string }
  recordStatus: { readonly stream: string; readonly generation: number; readonly status: StreamStatus }
}

export type Step = { [A in keyof Steps]: { readonly action: A } & Steps[A] }[keyof Steps]

const RECORDED = [
  'stream',
  'phase',
  'ready',
  'active',
  'ip',
  'node',
  'restarts',
  'reason',
  'message',
  'startedAt',
] as const

const isRecorded = (pod: ObservedPod, record: Pod | undefined): boolean =>
  record !== undefined &&
  RECORDED.every((field) => pod[field] === record[field]) &&
  pod.ports.in === record.ports.in &&
  pod.ports.http === record.ports.http

const sameStatus = (a: StreamStatus, b: StreamStatus): boolean =>
  (Object.keys(b) as (keyof StreamStatus)[]).every((field) => a[field] === b[field])

const isApplied = (workload: Workload, seen: ObservedWorkload | undefined): boolean =>
  seen !== undefined &&
  seen.generation === workload.generation &&
  seen.replicas === workload.replicas &&
  seen.templateHash === workload.template.hash

const statusSteps = (stream: Stream, status: StreamStatus): Step[] =>
  sameStatus(stream.status, status)
    ? []
    : [{ action: 'recordStatus', stream: stream.name, generation: stream.generation, status }]

const streamSteps = (stream: Stream, desired: Desired, cluster: Observed): Step[] => {
  const pods = cluster.pods.filter((pod) => pod.stream === stream.name)
  const seen = cluster.workloads.find((workload) => workload.stream === stream.name)
  const want = wantOf(stream, desired, pods)
  if ('blocked' in want) {
    const clear: Step[] = seen === undefined ? [] : [{ action: 'remove', stream: stream.name }]
    return [...clear, ...statusSteps(stream, blockedStatus(stream, want.blocked))]
  }
  // A status is of a workload that the cluster has; the next round sees it.
  if (!isApplied(want.workload, seen)) return [{ action: 'apply', workload: want.workload }]
  return statusSteps(stream, statusOf(stream, want.workload, pods))
}

/**
 * What has to be done now so that pods match streams, and records match pods; nothing when they do.
 * Pure. The caller carries the steps out and plans again from what it then sees.
 */
export const plan = (desired: Desired, seen: Seen): Step[] => {
  const wanted = new Set(desired.streams.map(({ name }) => name))
  const records = new Map(seen.pods.map((pod) => [pod.name, pod]))
  const alive = new Set(seen.cluster.pods.map(({ name }) => name))
  return [
    ...seen.cluster.workloads
      .filter(({ stream }) => !wanted.has(stream))
      .map(({ stream }): Step => ({ action: 'remove', stream })),
    ...desired.streams.flatMap((stream) => streamSteps(stream, desired, seen.cluster)),
    ...seen.cluster.pods
      .filter((pod) => !isRecorded(pod, records.get(pod.name)))
      .map((pod): Step => ({ action: 'recordPod', pod })),
    ...seen.pods
      .filter(({ name }) => !alive.has(name))
      .map(({ name }): Step => ({ action: 'forgetPod', name })),
  ]
}
