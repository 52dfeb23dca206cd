import type { Deployment, Pod } from '../../kubernetes/objects.ts'
import type { ObservedPod, ObservedWorkload } from '../types.ts'
import { objectName } from './labels.ts'
import { isOutcast, observePod, readyAtMs, streamOf, type Told } from './observe/pod.ts'
import { placeableUntilMs } from './observe/unplaced.ts'
import { observeWorkload, type SeenPod, withoutReplaced } from './observe/workload.ts'
import type { SiteObjects } from './site-objects.ts'
import type { Warnings } from './warnings.ts'

/** What is seen of one stream. */
export interface StreamView {
  readonly workload: ObservedWorkload | undefined
  readonly pods: readonly ObservedPod[]
  /** When the same objects mean something else, or undefined. */
  readonly againAtMs: number | undefined
}

export interface ViewSources {
  readonly objects: SiteObjects
  readonly warnings: Warnings
  told(pod: Pod): Told | undefined
  /** Whether what is there is not all of what was applied, and if so, from when on it may be put right. */
  drifted(stream: string): { readonly fromMs: number } | undefined
}

/**
 * The Deployment of a stream is found by its name. One of another name that carries our labels belongs to nobody;
 * it is told of only where the stream has none, so that it is cleared away.
 */
const deploymentOf = (objects: SiteObjects, stream: string): Deployment | undefined => {
  const { all, get } = objects.own.Deployment
  const own = get(objectName(stream))
  if (own !== undefined) return own.metadata?.deletionTimestamp === undefined ? own : undefined
  return [...strays(all, stream)][0]
}

/** Deployments of that stream's labels under other names. */
function* strays(all: ReadonlyMap<string, Deployment>, stream: string): Generator<Deployment> {
  for (const deployment of all.values())
    if (streamOf(deployment) === stream && deployment.metadata?.name !== objectName(stream)) yield deployment
}

const earliest = (times: readonly (number | undefined)[], nowMs: number): number | undefined => {
  const later = times.filter((time): time is number => time !== undefined && time > nowMs)
  return later.length === 0 ? undefined : Math.min(...later)
}

export const viewStream = (
  stream: string,
  pods: readonly Pod[],
  { objects, warnings, told, drifted }: ViewSources,
  nowMs: number,
): StreamView => {
  const deployment = deploymentOf(objects, stream)
  const owned = deployment !== undefined
  const drift = drifted(stream)
  const seen = pods.flatMap((pod): SeenPod[] => {
    const observed = observePod({ pod, warning: warnings.of(pod), told: told(pod), nowMs, owned })
    return observed === undefined ? [] : [{ observed, outcast: isOutcast(pod) }]
  })
  return {
    workload: deployment && observeWorkload(stream, deployment, drift !== undefined && drift.fromMs <= nowMs),
    pods: withoutReplaced(seen, deployment?.spec?.replicas ?? 0),
    againAtMs: earliest([...pods.map(readyAtMs), ...pods.map(placeableUntilMs), drift?.fromMs], nowMs),
  }
}
