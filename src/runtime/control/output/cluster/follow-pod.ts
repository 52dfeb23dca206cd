import { troubleText } from '../../../kubernetes/api-error.ts'
import type { Pod } from '../../../kubernetes/objects.ts'
import { pause } from '../../../service/pause.ts'
import { createRetryBackOff } from '../../../process/retry-back-off.ts'
import type { ClusterSite } from '../../site.ts'
import type { TailedEvent } from '../tailed-event.ts'
import type { PodEvents } from './pod-events.ts'
import { isRunning } from './pods.ts'
import { readEvents } from './read-events.ts'

export interface FollowPodOptions {
  readonly site: ClusterSite
  readonly events: PodEvents
  readonly since: number | undefined
  /** As it is now; undefined when it is gone. */
  readonly look: () => Pod | undefined
  push(events: readonly TailedEvent[]): Promise<void>
  notice(text: string): void
  readonly signal: AbortSignal
}

const LOOK_MS = 250
/** What is gone from the cluster may say its last for so long; with its node the connection may hang for ever. */
const LAST_MS = 10_000
const RETRY = { firstMs: 500, mostMs: 5_000 }

/** Reads a pod's events until it is gone, each once, also over restarts of its container and lost connections. */
export const followPod = async (options: FollowPodOptions): Promise<void> => {
  const { site, events, since, look, push, notice, signal } = options
  const { pod } = events
  const backOff = createRetryBackOff(RETRY)
  let lost = false
  let isReading = false
  let gone = new AbortController()

  const opened = (): void => {
    isReading = true
    if (lost) notice(`${pod}: connected again`)
    lost = false
    backOff.reset()
  }

  const read = async (until: AbortSignal): Promise<void> => {
    const from = events.next()
    const request = { pod, from, since: from === 0 ? since : undefined, follow: true, opened }
    try {
      for await (const some of readEvents(site, request, until)) await push(events.take(some))
    } finally {
      isReading = false
    }
  }

  const failed = async (error: unknown): Promise<void> => {
    const there = look()
    if (there !== undefined && isRunning(there)) {
      if (!lost) notice(`${pod}: connection lost: ${troubleText(error)}; trying again`)
      lost = true
    }
    await pause(lost ? backOff.next() : LOOK_MS, signal)
  }

  const onAbort = (): void => gone.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  let goneMs = 0
  // A port-forward goes on looking for a pod that is gone; one that is read still says its last, and ends by itself.
  const watching = setInterval(() => {
    goneMs = look() === undefined ? goneMs + LOOK_MS : 0
    if (goneMs === 0 || (isReading && goneMs < LAST_MS)) return
    lost ||= isReading
    gone.abort()
  }, LOOK_MS)
  try {
    while (!signal.aborted && look() !== undefined) {
      const there = look()
      if (there === undefined || !isRunning(there)) {
        await pause(LOOK_MS, signal)
        continue
      }
      gone = new AbortController()
      try {
        await read(gone.signal)
        await pause(LOOK_MS, signal)
      } catch (error) {
        if (!gone.signal.aborted) await failed(error)
      }
    }
    if (!signal.aborted && lost)
      notice(`${pod}: gone while the connection was lost; its last events may be missing`)
  } finally {
    clearInterval(watching)
    signal.removeEventListener('abort', onAbort)
  }
}
