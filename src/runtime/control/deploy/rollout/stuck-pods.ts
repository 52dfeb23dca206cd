import type { KubeClient } from '../../../kubernetes/client.ts'
import { isReadyPod } from '../../../kubernetes/find-pod.ts'
import { newestPods, type Workload } from './rollout.ts'

/**
 * A StatefulSet keeps a pod that never became ready, also when its template was corrected since; somebody has to
 * remove it. Pods that are ready are left to their controller.
 */
export const replaceStuckPods = async (client: KubeClient, workload: Workload): Promise<void> => {
  const { kind, object, pods } = workload
  if (kind !== 'StatefulSet') return
  if ((object.status?.observedGeneration ?? 0) < (object.metadata?.generation ?? 0)) return
  const newest = new Set(newestPods(workload))
  for (const pod of pods) {
    const { name = '', uid, deletionTimestamp } = pod.metadata ?? {}
    if (newest.has(pod) || isReadyPod(pod) || deletionTimestamp !== undefined) continue
    await client.remove('Pod', name, uid === undefined ? {} : { uid })
  }
}
