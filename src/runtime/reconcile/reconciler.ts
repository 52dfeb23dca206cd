import { setMaxListeners } from 'node:events'
import type { Cluster, Observed } from '../cluster/types.ts'
import type { Records } from '../records/store.ts'
import type { Logger } from '../service/log.ts'
import { pause } from '../service/pause.ts'
import { createRetryBackOff } from '../process/retry-back-off.ts'
import type { Desired } from './desired.ts'
import { knowRecords } from './known-records.ts'
import { createRound } from './round/round.ts'
import { createTroubles } from './round/troubles.ts'
import { createTrigger } from '../process/trigger.ts'

export interface ReconcilerOptions {
  readonly records: Records
  readonly cluster: Cluster
  readonly hasMemory: Desired['hasMemory']
  readonly log: Logger
  readonly signal: AbortSignal
  /** A round has ended. */
  readonly changed?: () => void
  /** The slow timer, for what no change has told. */
  readonly slowMs?: number
}

export interface Reconciler {
  /** Look now. */
  nudge(): void
  /** A whole round has passed without a failure. */
  ready(): boolean
  /** Why the last round was not carried out whole, or empty. */
  trouble(): string
  /** What runs, as last seen. */
  observed(): Observed
  /** Resolves after the abort, when nothing is under way any more. */
  readonly done: Promise<void>
}

const SLOW_MS = 30_000
/** Changes that come together are one round. */
const GATHER_MS = 20
const FOLLOW_RETRY_MS = 2_000
/** What keeps failing is tried ever more rarely. */
const RETRY = { firstMs: 2_000, mostMs: 15_000 }

/** Info-update: compares and acts at the start, at every change, and on a slow timer; one round at a time. */
export const startReconciler = (options: ReconcilerOptions): Reconciler => {
  const { records, cluster, hasMemory, log, signal, slowMs = SLOW_MS } = options
  // All that is followed, and each question of it, listens to it.
  setMaxListeners(0, signal)
  const known = knowRecords(records)
  const trigger = createTrigger()
  const troubles = createTroubles(log)
  const round = createRound({ known, cluster, hasMemory, troubles, log, signal, acted: trigger.pull })
  let observed: Observed | undefined
  let ready = false

  /** Reads what is followed until the abort, again after a failure. */
  const follow = async (read: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        await read()
      } catch (error) {
        troubles.fail('cannot follow changes', error)
      }
      await pause(FOLLOW_RETRY_MS, signal)
    }
  }
  const followCluster = async (): Promise<void> => {
    for await (const now of cluster.watch(signal)) {
      observed = now
      trigger.pull()
    }
  }

  const isSynced = (): boolean =>
    [known.streams, known.images, known.pods, known.models].every((collection) => collection.isSynced())

  const tryRound = async (): Promise<boolean> => {
    // Who knows half of the records would remove what the other half wants.
    if (observed === undefined || !isSynced()) return troubles.last() === ''
    try {
      const whole = await round(observed)
      if (whole) troubles.clear()
      ready ||= whole
      return whole
    } catch (error) {
      return troubles.fail('cannot plan', error)
    }
  }

  const run = async (): Promise<void> => {
    const backOff = createRetryBackOff(RETRY)
    let waitMs = slowMs
    while (!signal.aborted) {
      await trigger.wait(waitMs, signal)
      await pause(GATHER_MS, signal)
      const whole = signal.aborted || (await tryRound())
      if (whole) backOff.reset()
      waitMs = whole ? slowMs : backOff.next()
      options.changed?.()
    }
  }

  const done = Promise.all([
    follow(followCluster),
    follow(() => known.streams.follow(trigger.pull, signal)),
    follow(() => known.images.follow(trigger.pull, signal)),
    follow(() => known.pods.follow(trigger.pull, signal)),
    follow(() => known.models.follow(trigger.pull, signal)),
    run(),
  ])
  return {
    nudge: trigger.pull,
    ready: () => ready,
    trouble: troubles.last,
    observed: () => observed ?? { workloads: [], pods: [] },
    done: done.then(() => {}),
  }
}
