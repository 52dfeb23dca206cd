import type { V1ResourceRequirements } from '@kubernetes/client-node'
import type { Placement } from '../../../records/types.ts'

/** What is asked for is also the limit: a stream never lives off its neighbours. */
export const resourcesOf = ({ cpu, memory, resources }: Placement): V1ResourceRequirements | undefined => {
  const all = { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}), ...resources }
  return Object.keys(all).length === 0 ? undefined : { requests: all, limits: all }
}
