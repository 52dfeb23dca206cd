import type { Cluster, Workload } from '../../cluster/types.ts'
import { type GazeError, isGazeError } from '../../errors.ts'
import type { Collection, Draft } from '../../records/store.ts'
import type { Pod, Stream, StreamStatus } from '../../records/types.ts'
import { stableJson } from '../../stable-json.ts'
import type { Step, Steps } from './plan.ts'

/** One for each kind of step; true when it changed something, so that another look is worth while. */
export type Executors = {
  readonly [A in keyof Steps]: (step: Steps[A], signal: AbortSignal) => Promise<boolean>
}

/** Says in the stream's status that the cluster does not want its workload. */
const recordRefusal = async (
  { streams }: Pick<Written, 'streams'>,
  { stream, generation }: Workload,
  { details: { reason, message }, why, message: what }: GazeError,
): Promise<void> => {
  const current = await streams.get(stream)
  if (current === undefined || current.generation !== generation) return
  const { revision, createdAt: _created, updatedAt: _updated, ...draft } = current
  const { readyReplicas } = current.status
  const status: StreamStatus = {
    phase: readyReplicas > 0 ? 'Degraded' : 'Failed',
    reason: typeof reason === 'string' ? reason : 'Refused',
    message: typeof message === 'string' ? message : (why ?? what),
    observedGeneration: generation,
    readyReplicas,
  }
  if (stableJson(status) !== stableJson(current.status)) await streams.put({ ...draft, status }, revision)
}

interface Written {
  readonly streams: Pick<Collection<Stream>, 'get' | 'put'>
  readonly pods: Pick<Collection<Pod>, 'get' | 'put' | 'remove'>
}

export const createExecutors = (records: Written, cluster: Cluster, now: () => Date): Executors => ({
  apply: async ({ workload }, signal) => {
    try {
      return (await cluster.apply(workload, signal)) !== 'unchanged'
    } catch (error) {
      if (isGazeError(error, 'REFUSED')) await recordRefusal(records, workload, error)
      throw error
    }
  },
  remove: async ({ stream }, signal) => {
    await cluster.remove(stream, signal)
    return true
  },
  recordPod: async ({ pod }) => {
    const { templateHash: _hash, completed: _completed, ...seen } = pod
    const draft: Draft<Pod> = { ...seen, observedAt: now().toISOString() }
    await records.pods.put(draft, (await records.pods.get(pod.name))?.revision ?? 0)
    return true
  },
  forgetPod: ({ name }) => records.pods.remove(name),
  recordStatus: async ({ stream, generation, status }) => {
    const current = await records.streams.get(stream)
    // A status of a spec that is no longer the newest would only mislead; the next round has a better one.
    if (current === undefined || current.generation !== generation) return true
    const { revision, createdAt: _created, updatedAt: _updated, ...draft } = current
    await records.streams.put({ ...draft, status }, revision)
    return true
  },
})

/**
 * Carries one step out. Somebody who was faster with the record is no failure: the next round sees what they wrote.
 * @throws what the executor throws.
 */
export const carryOut = async (executors: Executors, step: Step, signal: AbortSignal): Promise<boolean> => {
  const execute = executors[step.action] as (of: Step, signal: AbortSignal) => Promise<boolean>
  try {
    return await execute(step, signal)
  } catch (error) {
    if (isGazeError(error, 'CONFLICT')) return true
    throw error
  }
}
