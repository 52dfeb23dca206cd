import type { LocalCluster } from '../../cluster/local/cluster.ts'
import type { Metric } from '../../service/metrics.ts'
import { podMetrics } from '../info-update/pod-metrics.ts'
import type { Reconciler } from '../reconciler.ts'

/** What the supervisor shows to Prometheus. */
export const stackMetrics = (reconciler: Reconciler | undefined, cluster: LocalCluster): Metric[] => [
  ...podMetrics(reconciler),
  {
    name: 'gaze_log_lines_lost_total',
    type: 'counter',
    help: 'Log lines of running pods that could not be written.',
    values: [{ value: cluster.lostLines() }],
  },
]
