import { setMaxListeners } from 'node:events'
import type { KubeClient } from '../../kubernetes/client.ts'
import type { Deployment } from '../../kubernetes/objects.ts'
import type { Logger } from '../../service/log.ts'
import type { Cluster, Workload } from '../types.ts'
import { isSameRendering, reportHandEdit } from './hand-edit.ts'
import { objectName, TEMPLATE } from './labels.ts'
import { streamOf } from './observe/pod.ts'
import { followPods } from './pod-status/follow-pods.ts'
import { asRefusal } from './refusal.ts'
import { createRepairs } from './repairs.ts'
import { assignmentKey } from './render/assignment.ts'
import { render, type StreamObjects } from './render/render.ts'
import type { KubernetesSettings } from './settings.ts'
import { followSite } from './site-objects.ts'
import { createStreamIndex } from './stream-index.ts'
import { viewStream } from './stream-view.ts'
import { createViews } from './views.ts'
import { createWarnings } from './warnings.ts'
import { differences, removeObjects, writeObjects } from './write-objects.ts'

export interface KubernetesClusterOptions {
  /** Its namespace is the site's; whoever opened it closes it. */
  readonly client: KubeClient
  readonly settings: KubernetesSettings
  /** The site's token, which our pods want to see. */
  readonly token: string
  readonly log: Logger
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Pods as Deployments of a Kubernetes cluster, seen by watches; what is as it should be is never written again. */
export const createKubernetesCluster = (options: KubernetesClusterOptions): Cluster => {
  const { client, settings, token, log } = options
  const stop = new AbortController()
  // Each watch, and each pod of ours, listens for the end.
  setMaxListeners(0, stop.signal)
  /** What this process wants. */
  const wanted = new Map<string, StreamObjects>()
  /** Of that, what the cluster has taken. */
  const taken = new Map<string, Deployment>()
  const repairs = createRepairs()

  const objects = followSite(
    client,
    {
      news: (kind, name) => {
        if (kind === 'Pod') statuses.look(name)
        views.touch(index.heard(kind, name))
      },
      trouble: (why) => log.warn('the cluster cannot be followed', { error: why }),
    },
    stop.signal,
  )
  const warnings = createWarnings(objects.warnings)
  const index = createStreamIndex(objects, warnings)
  const statuses = followPods({
    pods: objects.pods,
    token,
    signal: stop.signal,
    changed: (pod) => views.touch([streamOf(pod)]),
  })

  const differencesOf = (stream: string) => {
    const of = wanted.get(stream)
    return of === undefined ? [] : differences(stream, of, objects)
  }
  const sources = {
    objects,
    index,
    warnings,
    told: statuses.told,
    drifted: (stream: string) => {
      if (!wanted.has(stream)) return { fromMs: 0 }
      return differencesOf(stream).length > 0 ? { fromMs: repairs.mayAtMs(stream) } : undefined
    },
  }
  const views = createViews((stream, nowMs) => viewStream(stream, index.podsOf(stream), sources, nowMs))

  /** The assignments that pods of the stream may still read, and the wanted one as it is there. */
  const keptAssignments = ({ stream, template }: Workload): Record<string, string> => {
    const data = objects.own.ConfigMap.get(objectName(stream))?.data ?? {}
    const hashes = index.podsOf(stream).map((pod) => pod.metadata?.labels?.[TEMPLATE] ?? '')
    const keys = new Set([template.hash, ...hashes].map(assignmentKey))
    return Object.fromEntries(Object.entries(data).filter(([key]) => keys.has(key)))
  }

  const apply = async (workload: Workload): Promise<'created' | 'configured' | 'unchanged'> => {
    const { stream } = workload
    const of = render(workload, settings, keptAssignments(workload))
    const live = objects.own.Deployment.get(objectName(stream))
    const isNew = live === undefined
    // One that is gone was as it was taken last.
    const isByHand = isSameRendering(of, live ?? taken.get(stream))
    wanted.set(stream, of)
    const found = differences(stream, of, objects)
    if (found.length > 0 && isByHand) {
      if (!isNew) repairs.repaired(stream, Date.now())
      await reportHandEdit(client, log, stream, found)
    }
    await writeObjects(client, stream, of, objects, found)
    taken.set(stream, of.deployment)
    if (isNew) return 'created'
    return found.length > 0 ? 'configured' : 'unchanged'
  }

  /** Resolves when all that is there is known. @throws the reason of the signal. */
  const ready = async (signal: AbortSignal): Promise<void> => {
    if (objects.isSynced()) return
    await Promise.race([objects.synced, aborted(signal), aborted(stop.signal)])
    signal.throwIfAborted()
    stop.signal.throwIfAborted()
  }

  return {
    kinds: ['pipeline', 'container'],
    apply: async (workload, signal) => {
      await ready(signal)
      try {
        return await apply(workload)
      } catch (error) {
        throw asRefusal(error)
      } finally {
        views.touch([workload.stream])
      }
    },
    remove: async (stream, signal) => {
      await ready(signal)
      wanted.delete(stream)
      taken.delete(stream)
      repairs.forget(stream)
      try {
        await removeObjects(client, stream, objects, index.namesOf)
      } finally {
        views.touch([stream])
      }
    },
    async *watch(signal) {
      await ready(signal).catch(() => undefined)
      if (!stop.signal.aborted) yield* views.watch(signal)
    },
    close: async () => {
      stop.abort()
      views.close()
    },
  }
}
