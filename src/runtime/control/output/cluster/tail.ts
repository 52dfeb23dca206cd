import { GazeError, sentenceOf } from '../../../errors.ts'
import type { Informer } from '../../../kubernetes/informer.ts'
import { pause } from '../../../service/pause.ts'
import { streamNotFound } from '../../logs/choice.ts'
import type { ClusterSite } from '../../site.ts'
import { createChannel } from '../../tails/channel.ts'
import { mergeSorted } from '../../tails/merge-sorted.ts'
import { watchPods } from '../../tails/watch-pods.ts'
import { watchStreams } from '../../tails/watch-streams.ts'
import { tellNoEvents } from '../no-events.ts'
import type { TailedEvent, TailOptions } from '../tailed-event.ts'
import { typeFilter } from '../type-filter.ts'
import { followPod } from './follow-pod.ts'
import { createPodEvents, type PodEvents } from './pod-events.ts'
import { eventPods, isRunning, selectorOf } from './pods.ts'
import { readEvents } from './read-events.ts'

const LOOK_MS = 300
/** Batches that wait for the reader; the pods' connections wait then. */
const CAPACITY = 64

const check = async (site: ClusterSite, streams: readonly string[]): Promise<void> => {
  const recorded = (await site.records.streams.list()).map(({ name }) => name)
  const missing = streams.find((name) => !recorded.includes(name))
  if (missing !== undefined) throw streamNotFound(missing, recorded)
}

/** What the pods have logged until now, by the time of logging. */
async function* readPast(
  site: ClusterSite,
  pods: readonly PodEvents[],
  { since, signal, follow, notice }: TailOptions,
): AsyncGenerator<TailedEvent> {
  const unread: string[] = []
  async function* pastOf(events: PodEvents): AsyncGenerator<TailedEvent[]> {
    try {
      const request = { pod: events.pod, from: 0, since, follow: false }
      for await (const some of readEvents(site, request, signal)) yield events.take(some)
    } catch (error) {
      if (signal.aborted || follow) return
      notice(`${events.pod}: ${sentenceOf(error)}`)
      unread.push(events.pod)
    }
  }
  const sources = pods.map((of) => ({ of, batches: pastOf(of) }))
  for await (const merged of mergeSorted(sources, ({ loggedAt }) => loggedAt))
    for (const { item } of merged) yield item
  if (unread.length > 0)
    throw new GazeError('FAILED', `The events of ${unread.join(', ')} could not be read`, {
      hint: 'gaze status shows how the pods are; repeat the command when they run',
    })
}

interface Live extends TailOptions {
  readonly site: ClusterSite
  readonly pods: Informer<'Pod'>
  readonly known: readonly PodEvents[]
}

/** Follows every pod of the streams, those that come later from their first event. */
async function* followAll({ site, pods, known, ...options }: Live): AsyncGenerator<TailedEvent> {
  const { streams, since, notice, signal } = options
  const channel = createChannel<readonly TailedEvent[]>(CAPACITY)
  const seen = new Set<string>()
  const running = new Set<Promise<void>>()
  const over = watchStreams(site, streams, notice, signal)

  const follow = (events: PodEvents): void => {
    seen.add(events.pod)
    const look = () => pods.objects.get(events.pod)
    const run = followPod({ ...{ site, events, since, look, notice, signal }, push: channel.push })
    const whole = run.finally(() => {
      running.delete(whole)
      if (!signal.aborted) notice(`- ${events.pod}`)
    })
    running.add(whole)
  }

  const watch = async (): Promise<void> => {
    for (const events of known) follow(events)
    while (!signal.aborted && !(over() && running.size === 0)) {
      for (const pod of eventPods(pods.objects.values()).filter(({ pod }) => !seen.has(pod))) {
        notice(`+ ${pod.pod}`)
        follow(createPodEvents(pod, undefined, notice))
      }
      await pause(LOOK_MS, signal)
    }
    await Promise.all(running)
    channel.close()
  }

  const watching = watch()
  for await (const events of channel.read()) yield* events
  await watching
}

/**
 * Events of pods by their own HTTP, through port-forwards. A pod takes its log along when it goes, so of past pods
 * there is nothing; what one says while it is followed is read to its end.
 * @throws GazeError STREAM_NOT_FOUND, CLUSTER_UNAVAILABLE, NOT_ALLOWED, NOT_RUNNING, FAILED (a pod does not answer)
 */
export async function* tailClusterEvents(
  site: ClusterSite,
  options: TailOptions,
): AsyncGenerator<TailedEvent> {
  const { streams, since, follow, notice } = options
  await check(site, streams)
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  const inner = { ...options, signal }
  const isWanted = typeFilter(options.types)
  try {
    const [pods] = await Promise.all([
      watchPods(site, selectorOf(streams), notice, signal),
      site.tellVersion(),
    ])
    await tellNoEvents(site, streams, notice)
    const there = eventPods([...pods.objects.values()].filter(isRunning))
    const known = there.map((pod) => createPodEvents(pod, since, notice))
    for await (const tailed of readPast(site, known, inner)) if (isWanted(tailed.event.type)) yield tailed
    if (!follow) return
    for await (const tailed of followAll({ ...inner, site, pods, known }))
      if (isWanted(tailed.event.type)) yield tailed
  } finally {
    ending.abort()
  }
}
