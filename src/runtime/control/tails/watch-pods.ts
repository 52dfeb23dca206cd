import { GazeError } from '../../errors.ts'
import { type Informer, startInformer } from '../../kubernetes/informer.ts'
import { timeLimit } from '../../service/time-limit.ts'
import type { ClusterSite } from '../site.ts'

const FIRST_LOOK_MS = 20_000

/**
 * The pods of a site, known from here on without asking; says when the cluster is away.
 * @throws GazeError CLUSTER_UNAVAILABLE when it stays away at the start.
 */
export const watchPods = async (
  site: ClusterSite,
  labelSelector: string,
  notice: (text: string) => void,
  signal: AbortSignal,
): Promise<Informer<'Pod'>> => {
  let why = 'it does not answer'
  let isKnown = false
  const pods = startInformer(await site.client(), 'Pod', {
    labelSelector,
    signal,
    changed: () => {},
    trouble: (text) => {
      why = text
      if (isKnown) notice(`the cluster is away: ${text}; trying again`)
    },
  })
  const limit = timeLimit(signal, FIRST_LOOK_MS)
  const late = new Promise<void>((resolve) => limit.signal.addEventListener('abort', () => resolve()))
  await Promise.race([pods.synced, late])
  limit.clear()
  signal.throwIfAborted()
  if (!pods.isSynced)
    throw new GazeError('CLUSTER_UNAVAILABLE', 'The pods of the cluster cannot be listed', {
      why,
      hint: 'gaze doctor looks at all that is needed',
    })
  isKnown = true
  return pods
}
