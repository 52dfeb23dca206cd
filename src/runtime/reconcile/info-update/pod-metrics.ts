import type { Metric } from '../../service/metrics.ts'
import type { Reconciler } from '../reconciler.ts'

const PHASES = ['Pending', 'Running', 'CrashLoop', 'Failed', 'Terminating'] as const

/** The pods as info-update sees them, and whether it can do its work. */
export const podMetrics = (reconciler: Reconciler | undefined): Metric[] => {
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
      name: 'gaze_reconcile_failing',
      type: 'gauge',
      help: '1 while the last round could not be carried out whole.',
      values: [{ value: reconciler === undefined || reconciler.trouble() === '' ? 0 : 1 }],
    },
  ]
}
