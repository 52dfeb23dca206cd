import type { PodState } from '../pod/state.ts'
import type { Pod } from '../records/types.ts'
import type { Site } from './site.ts'

/** What pods of ours say of themselves; those that do not answer are left out. */
export const askPodStates = async (
  site: Pick<Site, 'askPod'>,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<PodState[]> => {
  const answers = await Promise.all(pods.map((pod) => site.askPod(pod, '/state', signal)))
  return answers.flatMap((bytes) =>
    bytes === undefined ? [] : [JSON.parse(bytes.toString('utf8')) as PodState],
  )
}
