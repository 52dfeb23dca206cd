import type { Cluster, Observed, Workload } from '../types.ts'
import { type Clock, systemClock } from '../../process/clock.ts'
import type { Site } from './launch.ts'
import { createNewest } from '../newest.ts'
import { type PodProcess, startPod } from './pod-process.ts'
import { type RolloutStep, rolloutSteps } from './rollout.ts'

export interface LocalClusterOptions {
  readonly site: Site
  readonly clock?: Clock
  /** From SIGTERM to SIGKILL. */
  readonly graceMs?: number
  /** A pod of the stream is about to start; `alive` are the names of those that are there. */
  readonly starting?: (stream: string, alive: readonly string[]) => void
  /** The stream is gone, with all of its pods. */
  readonly removed?: (stream: string) => void
}

export interface LocalCluster extends Cluster {
  /** Log lines that could not be written, by pods that run. */
  lostLines(): number
}

/** Longer than what pods and the runner allow themselves. */
const GRACE_MS = 10_000

interface Entry {
  workload: Workload
  /** It is seen no more and goes when its last pod has gone. */
  leaving: boolean
  readonly pods: Map<string, PodProcess>
}

const sameWorkload = (a: Workload, b: Workload): boolean =>
  a.generation === b.generation &&
  a.replicas === b.replicas &&
  a.rollout === b.rollout &&
  a.template.hash === b.template.hash

const observe = (entries: ReadonlyMap<string, Entry>): Observed => ({
  workloads: [...entries.values()]
    .filter(({ leaving }) => !leaving)
    .map(({ workload }) => ({
      stream: workload.stream,
      generation: workload.generation,
      replicas: workload.replicas,
      templateHash: workload.template.hash,
    })),
  pods: [...entries.values()].flatMap(({ pods }) => [...pods.values()].map((pod) => pod.observed())),
})

/** Pods as child processes of this one; they end when it ends. */
export const createLocalCluster = (options: LocalClusterOptions): LocalCluster => {
  const { site, clock = systemClock, graceMs = GRACE_MS } = options
  const entries = new Map<string, Entry>()
  const newest = createNewest(() => observe(entries))
  const planned = new Set<Entry>()
  let closed = false

  const allPods = (): PodProcess[] => [...entries.values()].flatMap(({ pods }) => [...pods.values()])

  const start = (entry: Entry, name: string): void => {
    const { stream, generation, template } = entry.workload
    options.starting?.(stream, [...entry.pods.keys(), name])
    const pod = startPod({
      site,
      clock,
      graceMs,
      takenPorts: () => new Set(allPods().map((other) => other.observed().ports.in ?? 0)),
      identity: { name, stream, generation, template },
      changed: () => look(entry),
    })
    entry.pods.set(name, pod)
  }

  const carryOut = (entry: Entry, { action, name }: RolloutStep): void => {
    if (action === 'start') start(entry, name)
    else void entry.pods.get(name)?.stop()
  }

  const roll = (entry: Entry): void => {
    for (const [name, pod] of entry.pods) if (pod.isGone()) entry.pods.delete(name)
    newest.changed()
    if (closed) return
    const { stream, template, rollout, replicas } = entry.workload
    const goal = { stream, rollout, hash: template.hash, replicas: entry.leaving ? 0 : replicas }
    const pods = [...entry.pods.values()].map((pod) => pod.rollout())
    for (const step of rolloutSteps(goal, pods)) carryOut(entry, step)
    if (!entry.leaving || entry.pods.size > 0) return
    entries.delete(stream)
    options.removed?.(stream)
  }

  /** Carrying steps out makes changes itself; all of one turn are looked at together. */
  const look = (entry: Entry): void => {
    if (planned.has(entry)) return
    planned.add(entry)
    queueMicrotask(() => {
      planned.delete(entry)
      roll(entry)
    })
  }

  return {
    kinds: ['pipeline', 'command'],
    apply: async (workload) => {
      const entry = entries.get(workload.stream)
      if (entry === undefined) {
        const added: Entry = { workload, leaving: false, pods: new Map() }
        entries.set(workload.stream, added)
        roll(added)
        return 'created'
      }
      if (!entry.leaving && sameWorkload(entry.workload, workload)) return 'unchanged'
      const result = entry.leaving ? 'created' : 'configured'
      entry.leaving = false
      entry.workload = workload
      roll(entry)
      return result
    },
    remove: async (stream) => {
      const entry = entries.get(stream)
      if (entry === undefined) return
      entry.leaving = true
      roll(entry)
    },
    watch: (signal) => newest.watch(signal),
    lostLines: () => allPods().reduce((sum, pod) => sum + pod.lostLines(), 0),
    close: async () => {
      closed = true
      await Promise.all(allPods().map((pod) => pod.stop()))
    },
  }
}
