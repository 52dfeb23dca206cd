import type { Cluster, Observed } from '../../cluster/types.ts'
import { isGazeError } from '../../errors.ts'
import type { Logger } from '../../service/log.ts'
import type { Desired } from '../desired.ts'
import type { KnownRecords } from '../known-records.ts'
import { inChains } from './chains.ts'
import { carryOut, createExecutors } from './executors.ts'
import { plan, type Seen, type Step } from './plan.ts'
import { refresh } from './refresh.ts'
import type { Troubles } from './troubles.ts'

export interface RoundOptions {
  readonly known: KnownRecords
  readonly cluster: Cluster
  readonly hasMemory: Desired['hasMemory']
  readonly troubles: Troubles
  readonly log: Logger
  readonly signal: AbortSignal
  /** A step has changed something. */
  readonly acted: () => void
}

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

/** Does every step of what is to do now; false when one failed, which stops none of the others. */
export const createRound = (options: RoundOptions): ((observed: Observed) => Promise<boolean>) => {
  const { known, cluster, hasMemory, troubles, log, signal, acted } = options
  const executors = createExecutors(known, cluster, () => new Date())
  return async (observed) => {
    await refresh(known, troubles)
    const seen: Seen = { cluster: observed, pods: known.pods.all() }
    const desired: Desired = {
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
        acted()
        tell(log, step)
      } catch (error) {
        away ||= isGazeError(error, 'CLUSTER_UNAVAILABLE')
        whole = troubles.fail(what(step), error)
      }
    })
    return whole
  }
}
