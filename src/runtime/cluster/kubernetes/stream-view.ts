import type { Deployment, Pod } from '../../kubernetes/objects.ts'
import type { ObservedPod, ObservedWorkload } from '../types.ts'
import { objectName } from './labels.ts'
import { isOutcast, observePod, readyAtMs, type Told } from './observe/pod.ts'
import { placeableUntilMs } from './observe/unplaced.ts'
import { observeWorkload, type SeenPod, withoutReplaced } from './observe/workload.ts'
import { KINDS, type SiteObjects } from './site-objects.ts'
import type { StreamIndex } from './stream-index.ts'
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
  readonly index: Pick<StreamIndex, 'namesOf'>
  readonly warnings: Warnings
  told(pod: Pod): Told | undefined
  /** Whether what is there is not all of what was applied, and if so, from when on it may be put right. */
  drifted(stream: string): { readonly fromMs: number } | undefined
}

/**
 * The Deployment of a stream is found by its name. One of another name that carries our labels belongs to nobody;
 * it is told of only where the stream has none, so that it is cleared away.
 */
const deploymentOf = ({ objects, index }: ViewSources, stream: string): Deployment | undefined => {
  const { all, get } = objects.own.Deployment
  const own = get(objectName(stream))
  if (own !== undefined) return own.metadata?.deletionTimestamp === undefined ? own : undefined
  return [...index.namesOf('Deployment', stream)]
    .filter((name) => name !== objectName(stream))
    .flatMap((name) => all.get(name) ?? [])[0]
}

/** What a removal that was cut short has left: no Deployment, but what belongs to one. */
const hasRest = ({ objects: { own }, index }: ViewSources, stream: string): boolean =>
  KINDS.some((kind) =>
    [...index.namesOf(kind, stream)].some((name) => {
      const object = own[kind].get(name)
      return object !== undefined && object.metadata?.deletionTimestamp === undefined
    }),
  )

const workloadOf = (
  stream: string,
  deployment: Deployment | undefined,
  sources: ViewSources,
  isDrifted: boolean,
): ObservedWorkload | undefined => {
  if (deployment !== undefined) return observeWorkload(stream, deployment, isDrifted)
  return hasRest(sources, stream) ? { stream, generation: 0, replicas: 0, templateHash: '' } : undefined
}

const earliest = (times: readonly (number | undefined)[], nowMs: number): number | undefined => {
  const later = times.filter((time): time is number => time !== undefined && time > nowMs)
  return later.length === 0 ? undefined : Math.min(...later)
}

export const viewStream = (
  stream: string,
  pods: readonly Pod[],
  sources: ViewSources,
  nowMs: number,
): StreamView => {
  const { warnings, told, drifted } = sources
  const apiAwayAtMs = sources.objects.awayAtMs()
  const deployment = deploymentOf(sources, stream)
  const owned = deployment !== undefined
  const drift = drifted(stream)
  const seen = pods.flatMap((pod): SeenPod[] => {
    const observed = observePod({
      pod,
      warning: warnings.of(pod),
      told: told(pod),
      nowMs,
      apiAwayAtMs,
      owned,
    })
    return observed === undefined ? [] : [{ observed, outcast: isOutcast(pod) }]
  })
  return {
    workload: workloadOf(stream, deployment, sources, drift !== undefined && drift.fromMs <= nowMs),
    pods: withoutReplaced(seen, deployment?.spec?.replicas ?? 0),
    againAtMs: earliest(
      [...pods.map(readyAtMs), ...pods.map((pod) => placeableUntilMs(pod, apiAwayAtMs)), drift?.fromMs],
      nowMs,
    ),
  }
}
