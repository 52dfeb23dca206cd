import type { Observed, ObservedPod, ObservedWorkload, Workload } from '../../cluster/types.ts'
import type { Image, Pod, Stream, StreamStatus } from '../../records/types.ts'
import { type Desired, wantOf } from '../desired.ts'
import { blockedStatus, statusOf } from '../status.ts'

/** What is, by the cluster and by the records. */
export interface Seen {
  readonly cluster: Observed
  readonly pods: readonly Pod[]
}

export interface Steps {
  apply: { readonly workload: Workload }
  remove: { readonly stream: string }
  recordPod: { readonly pod: ObservedPod }
  forgetPod: { readonly name: string; readonly stream: string }
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
  seen.drifted !== true &&
  seen.generation === workload.generation &&
  seen.replicas === workload.replicas &&
  seen.templateHash === workload.template.hash

const statusSteps = (stream: Stream, status: StreamStatus): Step[] =>
  sameStatus(stream.status, status)
    ? []
    : [{ action: 'recordStatus', stream: stream.name, generation: stream.generation, status }]

/** What there is of one stream. */
interface Parts {
  readonly image: Image | undefined
  readonly workload: ObservedWorkload | undefined
  readonly pods: readonly ObservedPod[]
}

const streamSteps = (stream: Stream, desired: Desired, { image, workload, pods }: Parts): Step[] => {
  const want = wantOf(stream, image, desired, pods)
  if ('blocked' in want) {
    const clear: Step[] = workload === undefined ? [] : [{ action: 'remove', stream: stream.name }]
    return [...clear, ...statusSteps(stream, blockedStatus(stream, want.blocked))]
  }
  // A status is of a workload that the cluster has; the next round sees it.
  if (!isApplied(want.workload, workload)) return [{ action: 'apply', workload: want.workload }]
  return statusSteps(stream, statusOf(stream, want.workload, pods, workload?.trouble))
}

const byName = <T extends { readonly name: string }>(records: readonly T[]): Map<string, T> =>
  new Map(records.map((record) => [record.name, record]))

const podsByStream = (pods: readonly ObservedPod[]): Map<string, ObservedPod[]> => {
  const all = new Map<string, ObservedPod[]>()
  for (const pod of pods) {
    const same = all.get(pod.stream)
    if (same === undefined) all.set(pod.stream, [pod])
    else same.push(pod)
  }
  return all
}

/**
 * What has to be done now so that pods match streams, and records match pods; nothing when they do.
 * Pure. The caller carries the steps out and plans again from what it then sees.
 */
export const plan = (desired: Desired, seen: Seen): Step[] => {
  const wanted = new Set(desired.streams.map(({ name }) => name))
  const records = byName(seen.pods)
  const alive = byName(seen.cluster.pods)
  const images = byName(desired.images)
  const pods = podsByStream(seen.cluster.pods)
  const workloads = new Map(seen.cluster.workloads.map((workload) => [workload.stream, workload]))
  const ofStreams = desired.streams.flatMap((stream) =>
    streamSteps(stream, desired, {
      image: images.get(stream.image),
      workload: workloads.get(stream.name),
      pods: pods.get(stream.name) ?? [],
    }),
  )
  return [
    ...seen.cluster.workloads
      .filter(({ stream }) => !wanted.has(stream))
      .map(({ stream }): Step => ({ action: 'remove', stream })),
    ...ofStreams.filter(({ action }) => action !== 'recordStatus'),
    ...seen.cluster.pods
      .filter((pod) => !isRecorded(pod, records.get(pod.name)))
      .map((pod): Step => ({ action: 'recordPod', pod })),
    ...seen.pods
      .filter(({ name }) => !alive.has(name))
      .map(({ name, stream }): Step => ({ action: 'forgetPod', name, stream })),
    // Last, so that who reads a status finds the pods that it is about.
    ...ofStreams.filter(({ action }) => action === 'recordStatus'),
  ]
}
