import { setMaxListeners } from 'node:events'
import type { Cluster, Observed } from '../cluster/types.ts'
import { isGazeError, messageOf } from '../errors.ts'
import type { Records } from '../records/store.ts'
import type { Logger } from '../service/log.ts'
import { pause } from '../service/pause.ts'
import { createRetryBackOff } from '../process/retry-back-off.ts'
import type { Desired } from './desired.ts'
import { inChains } from './chains.ts'
import { carryOut, createExecutors } from './executors.ts'
import { knowRecords } from './known-records.ts'
import { plan, type Seen, type Step } from './plan.ts'
import { namesOf } from './wanted-models.ts'
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
/** Streams that are acted on at once. */
const MOST_AT_ONCE = 16

/** What happens to workloads; env stays out of it. */
const tell = (log: Logger, step: Step): void => {
  if (step.action === 'remove') log.info('removed', { stream: step.stream })
  if (step.action !== 'apply') return
  const { stream, generation, replicas, template } = step.workload
  log.info('applied', { stream, generation, replicas, image: template.image, template: template.hash })
}

const streamOf = (step: Step): string => {
  if (step.action === 'apply') return step.workload.stream
  return step.action === 'recordPod' ? step.pod.stream : step.stream
}

const isOfCluster = ({ action }: Step): boolean => action === 'apply' || action === 'remove'

/** What failed, for people. */
const what = (step: Step): string => `${step.action} of stream ${streamOf(step)}`

/** Info-update: compares and acts at the start, at every change, and on a slow timer; one round at a time. */
export const startReconciler = (options: ReconcilerOptions): Reconciler => {
  const { records, cluster, hasMemory, log, signal, slowMs = SLOW_MS } = options
  // All that is followed, and each question of it, listens to it.
  setMaxListeners(0, signal)
  const known = knowRecords(records)
  const executors = createExecutors(known, cluster, () => new Date())
  const trigger = createTrigger()
  let observed: Observed | undefined
  let trouble = ''
  let ready = false

  const said = new Map<string, string>()

  const fail = (what: string, error: unknown): false => {
    const ofStore = isGazeError(error, 'STORE_UNAVAILABLE')
    trouble = ofStore ? `${error.message}: ${error.why}` : `${what}: ${messageOf(error)}`
    // A store that fails does so at every step of every round: said once.
    const about = ofStore ? 'store' : isGazeError(error, 'CLUSTER_UNAVAILABLE') ? 'cluster' : what
    if (said.get(about) !== trouble) log.error(trouble)
    said.set(about, trouble)
    return false
  }

  /** Reads what is followed until the abort, again after a failure. */
  const follow = async (read: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        await read()
      } catch (error) {
        fail('cannot follow changes', error)
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

  /**
   * Images and models of streams whose spec is new may be newer than what their own watch has told: who writes both
   * writes the stream last. While the records are away, what was known last has to do.
   */
  const refresh = async (): Promise<void> => {
    const changed = known.streams
      .all()
      .filter(({ status, generation }) => status.observedGeneration !== generation)
    await Promise.all(
      [...new Set(changed.map(({ image }) => image))].map((name) =>
        known.images.get(name).catch((error: unknown) => fail(`reading image ${name}`, error)),
      ),
    )
    const images = known.images.byName()
    const models = new Set(changed.flatMap((stream) => namesOf(stream, images.get(stream.image))))
    await Promise.all(
      [...models].map((name) =>
        known.models.get(name).catch((error: unknown) => fail(`reading model ${name}`, error)),
      ),
    )
  }

  /** Every step of what is to do now; false when one failed, which stops none of the others. */
  const round = async (observed: Observed): Promise<boolean> => {
    await refresh()
    const seen: Seen = { cluster: observed, pods: known.pods.all() }
    const desired = {
      streams: known.streams.all(),
      images: known.images.all(),
      models: known.models.byName(),
      hasMemory,
      kinds: cluster.kinds,
    }
    let whole = true
    let away = false
    await inChains(plan(desired, seen), streamOf, MOST_AT_ONCE, async (step) => {
      // Each further step would only wait for its own time-out; what is seen can still be recorded.
      if (signal.aborted || (away && isOfCluster(step))) return
      try {
        if (!(await carryOut(executors, step, signal))) return
        trigger.pull()
        tell(log, step)
      } catch (error) {
        away ||= isGazeError(error, 'CLUSTER_UNAVAILABLE')
        whole = fail(what(step), error)
      }
    })
    return whole
  }

  const isSynced = (): boolean =>
    [known.streams, known.images, known.pods, known.models].every((collection) => collection.isSynced())

  const tryRound = async (): Promise<boolean> => {
    // Who knows half of the records would remove what the other half wants.
    if (observed === undefined || !isSynced()) return trouble === ''
    try {
      const whole = await round(observed)
      if (whole) {
        trouble = ''
        said.clear()
      }
      ready ||= whole
      return whole
    } catch (error) {
      return fail('cannot plan', error)
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
    trouble: () => trouble,
    observed: () => observed ?? { workloads: [], pods: [] },
    done: done.then(() => {}),
  }
}
