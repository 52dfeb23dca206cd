import type { Cluster } from '../cluster/types.ts'
import { isGazeError } from '../errors.ts'
import type { Draft, Records } from '../records/store.ts'
import type { Pod } from '../records/types.ts'
import type { Step, Steps } from './plan.ts'

/** One for each kind of step; true when it changed something, so that another look is worth while. */
export type Executors = {
  readonly [A in keyof Steps]: (step: Steps[A], signal: AbortSignal) => Promise<boolean>
}

export const createExecutors = (
  records: Pick<Records, 'streams' | 'pods'>,
  cluster: Cluster,
  now: () => Date,
): Executors => ({
  apply: async ({ workload }, signal) => (await cluster.apply(workload, signal)) !== 'unchanged',
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
