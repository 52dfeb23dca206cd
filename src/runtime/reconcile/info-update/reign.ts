import type { Cluster } from '../../cluster/types.ts'
import { GazeError, messageOf } from '../../errors.ts'
import { hasMemory } from '../../pipeline/spec-for.ts'
import type { MongoRecords } from '../../records/mongodb.ts'
import type { Logger } from '../../service/log.ts'
import { pause } from '../../service/pause.ts'
import { createRetryBackOff } from '../../process/retry-back-off.ts'
import { startReconciler } from '../reconciler.ts'
import type { InfoUpdateStatus } from './state.ts'

export interface ReignOptions {
  readonly records: MongoRecords
  /** A cluster for this reign; closed at its end. */
  readonly openCluster: () => Promise<Cluster>
  readonly status: InfoUpdateStatus
  readonly log: Logger
}

/** Records and cluster are both followed, so the timer is for what should not happen. */
const SLOW_MS = 5 * 60_000
const RETRY = { firstMs: 500, mostMs: 10_000 }

/** Tries again until it succeeds; undefined when the signal aborts first. */
const untilDone = async <T>(
  work: () => Promise<T>,
  failed: (why: string) => void,
  signal: AbortSignal,
): Promise<T | undefined> => {
  const backOff = createRetryBackOff(RETRY)
  while (!signal.aborted) {
    try {
      return await work()
    } catch (error) {
      if (!signal.aborted) failed(messageOf(error))
    }
    await pause(backOff.next(), signal)
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
  ({ records, openCluster, status, log }: ReignOptions) =>
  async (epoch: number, signal: AbortSignal, holds: () => boolean): Promise<void> => {
    const blocked = (why: string): void => {
      if (why !== status.blocked) log.warn('cannot begin', { why })
      status.blocked = why
    }
    const begin = async (): Promise<Cluster> => {
      await records.prepare()
      await records.claim()
      return openCluster()
    }
    status.epoch = epoch
    try {
      const cluster = await untilDone(begin, blocked, signal)
      if (cluster === undefined) return
      status.blocked = ''
      try {
        const fenced = whileHeld(cluster, holds)
        status.reconciler = startReconciler({
          ...{ records, cluster: fenced, hasMemory, log, signal },
          slowMs: SLOW_MS,
        })
        await status.reconciler.done
      } finally {
        await cluster.close()
      }
    } finally {
      status.epoch = 0
      status.reconciler = undefined
    }
  }
