import type { LocalCluster } from '../../cluster/local/cluster.ts'
import type { Metric } from '../../service/metrics.ts'
import type { Reconciler } from '../reconciler.ts'

const PHASES = ['Pending', 'Running', 'CrashLoop', 'Failed', 'Terminating'] as const

/** What the supervisor shows to Prometheus. */
export const stackMetrics = (reconciler: Reconciler | undefined, cluster: LocalCluster): Metric[] => {
  const pods = reconciler?.observed().pods ?? []
  return [
    {
      name: 'gaze_pods',
      type: 'gauge',
      help: 'Pods by phase.',
      values: PHASES.map((phase) => ({
        labels: { phase },
        value: pods.filter((pod) => pod.phase === phase).length,
      })),
    },
    {
      name: 'gaze_pod_restarts_total',
      type: 'counter',
      help: 'Restarts of the pods that are there.',
      values: pods.map(({ name, stream, restarts }) => ({ labels: { pod: name, stream }, value: restarts })),
    },
    {
      name: 'gaze_log_lines_lost_total',
      type: 'counter',
      help: 'Log lines of running pods that could not be written.',
      values: [{ value: cluster.lostLines() }],
    },
    {
      name: 'gaze_reconcile_failing',
      type: 'gauge',
      help: '1 while the last round could not be carried out whole.',
      values: [{ value: reconciler === undefined || reconciler.trouble() === '' ? 0 : 1 }],
    },
  ]
}
