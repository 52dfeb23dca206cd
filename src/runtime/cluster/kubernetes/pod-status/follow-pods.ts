import { bracketed } from '../../../wire/endpoint.ts'
import type { Pod } from '../../../kubernetes/objects.ts'
import { pause } from '../../../service/pause.ts'
import { createRetryBackOff } from '../../../process/retry-back-off.ts'
import { isOurs, isReadyByProbe, runOf, type Told } from '../observe/pod.ts'
import { HTTP_PORT } from '../render/places.ts'
import { readStatus } from './read-status.ts'

export interface FollowPodsOptions {
  readonly pods: ReadonlyMap<string, Pod>
  readonly token: string
  readonly signal: AbortSignal
  /** A pod has said something new. */
  readonly changed: (pod: Pod) => void
  readonly random?: () => number
}

/** What pods of ours say of themselves, by one connection to each. */
export interface PodStatuses {
  /** What it said last in the run of its container that is on now. */
  told(pod: Pod): Told | undefined
  /** That pod, or any, is another now. */
  look(name?: string): void
}

const RETRY = { firstMs: 300, mostMs: 15_000 }

interface Followed {
  readonly run: string
  readonly stop: AbortController
  told: Told | undefined
  connected: boolean
}

const addressOf = (pod: Pod): string => {
  return `http://${bracketed(pod.status?.podIP ?? '')}:${HTTP_PORT}/status`
}

/** It runs and has an address; the run tells it from one before or after. */
const listens = (pod: Pod): boolean =>
  isOurs(pod) &&
  runOf(pod) !== '' &&
  (pod.status?.podIP ?? '') !== '' &&
  pod.status?.containerStatuses?.[0]?.state?.running !== undefined

export const followPods = (options: FollowPodsOptions): PodStatuses => {
  const { pods, token, signal, changed, random } = options
  const all = new Map<string, Followed>()

  /** Until the pod is gone or runs anew: again after each end, ever more rarely while nobody answers. */
  const follow = async (name: string, pod: Pod, followed: Followed): Promise<void> => {
    const until = followed.stop.signal
    const backOff = createRetryBackOff({ ...RETRY, random })
    while (!until.aborted) {
      try {
        for await (const { type: _, ...told } of readStatus(addressOf(pod), token, until)) {
          backOff.reset()
          Object.assign(followed, { told, connected: true })
          if (all.get(name) === followed) changed(pod)
        }
      } catch (error) {
        // Not listening yet, or away: readiness is then what the kubelet finds.
        if (!(error instanceof Error)) throw error
      }
      followed.connected = false
      if (followed.told !== undefined && all.get(name) === followed) changed(pod)
      await pause(backOff.next(), until)
    }
  }

  const end = (name: string): void => {
    all.get(name)?.stop.abort()
    all.delete(name)
  }

  const lookAt = (name: string): void => {
    const pod = pods.get(name)
    const known = all.get(name)
    if (pod === undefined || !listens(pod)) {
      // A pod that has ended keeps what it said last, until its container runs again.
      known?.stop.abort()
      if (pod === undefined) all.delete(name)
      return
    }
    if (known?.run === runOf(pod)) return
    end(name)
    const followed: Followed = {
      run: runOf(pod),
      stop: new AbortController(),
      told: undefined,
      connected: false,
    }
    all.set(name, followed)
    void follow(name, pod, followed)
  }

  signal.addEventListener('abort', () => [...all.keys()].forEach(end), { once: true })
  return {
    told: (pod) => {
      const followed = all.get(pod.metadata?.name ?? '')
      if (followed?.told === undefined || followed.run !== runOf(pod)) return undefined
      const { told, connected } = followed
      // What was said last does not outlive the pod: without a connection it has to be ready for the kubelet too.
      return connected ? told : { ...told, ready: told.ready && isReadyByProbe(pod) }
    },
    look: (name) => {
      if (signal.aborted) return
      if (name !== undefined) return lookAt(name)
      for (const each of new Set([...all.keys(), ...pods.keys()])) lookAt(each)
    },
  }
}
