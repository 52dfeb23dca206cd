import type { Cluster } from '../../cluster/types.ts'
import { GazeError, messageOf } from '../../errors.ts'
import { hasMemory } from '../../pipeline/spec-for.ts'
import type { MongoRecords } from '../../records/mongodb.ts'
import type { Logger } from '../../service/log.ts'
import { pause } from '../../service/pause.ts'
import { startReconciler } from '../reconciler.ts'
import type { Doing } from './state.ts'

export interface ReignOptions {
  readonly records: MongoRecords
  /** A cluster for this reign; closed at its end. */
  readonly openCluster: () => Promise<Cluster>
  readonly doing: Doing
  readonly log: Logger
}

/** Records and cluster are both followed, so the timer is for what should not happen. */
const SLOW_MS = 5 * 60_000
const FIRST_RETRY_MS = 500
const MOST_RETRY_MS = 10_000

/** Tries again until it succeeds; undefined when the signal aborts first. */
const untilDone = async <T>(
  work: () => Promise<T>,
  failed: (why: string) => void,
  signal: AbortSignal,
): Promise<T | undefined> => {
  for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(MOST_RETRY_MS, 2 * wait)) {
    try {
      return await work()
    } catch (error) {
      if (!signal.aborted) failed(messageOf(error))
    }
    await pause(wait * (0.5 + Math.random() / 2), signal)
  }
  return undefined
}

/** Kubernetes knows no epochs: what is late must not be sent at all. */
const whileHeld = (cluster: Cluster, holds: () => boolean): Cluster => {
  const check = (): void => {
    if (!holds()) throw new GazeError('CONFLICT', 'The lease has run out meanwhile')
  }
  return {
    ...cluster,
    apply: async (workload, signal) => {
      check()
      return cluster.apply(workload, signal)
    },
    remove: async (stream, signal) => {
      check()
      return cluster.remove(stream, signal)
    },
  }
}

/**
 * What the leader does: makes the records its own, so that no leader of before writes any more, and reconciles until the
 * signal aborts. A database or a cluster that is away is waited for.
 */
export const createReign =
  ({ records, openCluster, doing, log }: ReignOptions) =>
  async (epoch: number, signal: AbortSignal, holds: () => boolean): Promise<void> => {
    const blocked = (why: string): void => {
      if (why !== doing.blocked) log.warn('cannot begin', { why })
      doing.blocked = why
    }
    const begin = async (): Promise<Cluster> => {
      await records.prepare()
      await records.claim()
      return openCluster()
    }
    doing.epoch = epoch
    try {
      const cluster = await untilDone(begin, blocked, signal)
      if (cluster === undefined) return
      doing.blocked = ''
      try {
        const fenced = whileHeld(cluster, holds)
        doing.reconciler = startReconciler({
          ...{ records, cluster: fenced, hasMemory, log, signal },
          slowMs: SLOW_MS,
        })
        await doing.reconciler.done
      } finally {
        await cluster.close()
      }
    } finally {
      doing.epoch = 0
      doing.reconciler = undefined
    }
  }
