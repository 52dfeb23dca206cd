import type { KubeClient } from '../../kubernetes/client.ts'
import { startInformer } from '../../kubernetes/informer.ts'
import type { Kind, Objects } from '../../kubernetes/objects.ts'
import { STREAM_OBJECTS } from './labels.ts'
import { createLiveObjects, type LiveObjects } from './live-objects.ts'

/** Kinds of objects that a stream has, in the order in which they are applied. */
export const KINDS = ['ConfigMap', 'Deployment', 'PodDisruptionBudget'] as const
export type OwnKind = (typeof KINDS)[number]

/** All that a cluster holds of streams, kept by watches. */
export interface SiteObjects {
  readonly own: { readonly [K in OwnKind]: LiveObjects<K> }
  readonly pods: ReadonlyMap<string, Objects['Pod']>
  readonly warnings: ReadonlyMap<string, Objects['Event']>
  /** Everything has been read once. */
  readonly synced: Promise<void>
  isSynced(): boolean
  /** When the API was away last, as far as is known (Unix time in milliseconds): what was before the start is not. */
  awayAtMs(): number
}

export interface Heard {
  /** News of an object of that kind; without a name, of all. */
  news(kind: OwnKind | 'Pod' | 'Event', name?: string): void
  /** The API does not answer, in words. */
  trouble(why: string): void
}

/** Warnings about pods: what their own status does not say. */
const POD_WARNINGS = 'involvedObject.kind=Pod,type=Warning'

export const followSite = (client: KubeClient, heard: Heard, signal: AbortSignal): SiteObjects => {
  const informer = <K extends Kind>(kind: K, selector: object, changed: (name?: string) => void) =>
    startInformer(client, kind, { ...selector, changed, trouble: heard.trouble, signal })

  const own = <K extends OwnKind>(kind: K) => {
    const kept = informer(kind, { labelSelector: STREAM_OBJECTS }, (name) => {
      live.heard(name)
      heard.news(kind, name)
    })
    const live: LiveObjects<K> = createLiveObjects(kept)
    return { kept, live }
  }

  const startedAtMs = Date.now()
  const configMaps = own('ConfigMap')
  const deployments = own('Deployment')
  const budgets = own('PodDisruptionBudget')
  const pods = informer('Pod', { labelSelector: STREAM_OBJECTS }, (name) => heard.news('Pod', name))
  const events = informer('Event', { fieldSelector: POD_WARNINGS }, (name) => heard.news('Event', name))
  const all = [configMaps.kept, deployments.kept, budgets.kept, pods, events]
  return {
    own: { ConfigMap: configMaps.live, Deployment: deployments.live, PodDisruptionBudget: budgets.live },
    pods: pods.objects,
    warnings: events.objects,
    synced: Promise.all(all.map(({ synced }) => synced)).then(() => {}),
    isSynced: () => all.every(({ isSynced }) => isSynced),
    // All ask the same server.
    awayAtMs: () => Math.max(startedAtMs, pods.failedAtMs ?? 0),
  }
}
