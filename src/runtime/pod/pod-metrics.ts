import { byReason, type Metric } from '../service/metrics.ts'
import type { NodeRecord } from '../pipeline/engine/options.ts'
import type { SinkState } from './sinks/sink-state.ts'
import type { PodState } from './state.ts'

type Labels = Readonly<Record<string, string>>

const flag = (name: string, help: string, labels: Labels, value: boolean): Metric => ({
  name,
  type: 'gauge',
  help,
  values: [{ labels, value: value ? 1 : 0 }],
})

const perNode = (
  nodes: readonly NodeRecord[],
  labels: Labels,
  metric: Omit<Metric, 'values'>,
  pick: (node: NodeRecord) => number,
): Metric => ({
  ...metric,
  values: nodes.map((node) => ({ labels: { ...labels, node: node.id, type: node.type }, value: pick(node) })),
})

const ledgerMetrics = ({ ledger }: PodState, labels: Labels): Metric[] => [
  {
    name: 'gaze_pod_frames_total',
    type: 'counter',
    help: 'Frames by what became of them, over restarts.',
    values: [
      { labels: { ...labels, state: 'captured' }, value: ledger.captured },
      { labels: { ...labels, state: 'processed' }, value: ledger.processed },
    ],
  },
  {
    name: 'gaze_pod_frames_dropped_total',
    type: 'counter',
    help: 'Frames that were dropped, by reason, over restarts.',
    values: byReason(ledger.dropped, labels),
  },
  {
    name: 'gaze_pod_frames_in_flight',
    type: 'gauge',
    help: 'Frames in the pipeline now.',
    values: [{ labels, value: ledger.inFlight }],
  },
]

const eventMetrics = ({ events }: PodState, labels: Labels): Metric[] => [
  {
    name: 'gaze_pod_events_total',
    type: 'counter',
    help: 'Events written to the event log.',
    values: [{ labels, value: events.written }],
  },
  {
    name: 'gaze_pod_events_discarded_total',
    type: 'counter',
    help: 'Events that the event log could not take, by reason.',
    values: byReason(events.discarded, labels),
  },
  {
    name: 'gaze_pod_event_log_bytes',
    type: 'gauge',
    help: 'Size of the event log.',
    values: [{ labels, value: events.bytes }],
  },
]

const perSink = (
  { sinks }: PodState,
  labels: Labels,
  metric: Omit<Metric, 'values'>,
  pick: (sink: SinkState) => number,
): Metric => ({
  ...metric,
  values: sinks.map((sink) => ({
    labels: { ...labels, sink: sink.url.replace(/\?.*/, '') },
    value: pick(sink),
  })),
})

const sinkMetrics = (state: PodState, labels: Labels): Metric[] => [
  perSink(
    state,
    labels,
    { name: 'gaze_pod_sink_sent_total', type: 'counter', help: 'Events that a sink has acknowledged.' },
    ({ sent }) => sent,
  ),
  perSink(
    state,
    labels,
    {
      name: 'gaze_pod_sink_lost_total',
      type: 'counter',
      help: 'Events that went from the full log before a sink took them.',
    },
    ({ lost }) => lost,
  ),
  perSink(
    state,
    labels,
    { name: 'gaze_pod_sink_skipped_total', type: 'counter', help: 'Events that a sink never takes.' },
    ({ skipped }) => Object.values(skipped).reduce((sum, count) => sum + count, 0),
  ),
  perSink(
    state,
    labels,
    { name: 'gaze_pod_sink_lag', type: 'gauge', help: 'Events that wait for a sink.' },
    ({ lag }) => lag,
  ),
  perSink(
    state,
    labels,
    { name: 'gaze_pod_sink_blocked', type: 'gauge', help: 'Whether a sink takes nothing now.' },
    ({ state }) => (state === 'blocked' ? 1 : 0),
  ),
]

const nodeMetrics = ({ nodes }: PodState, labels: Labels): Metric[] => [
  perNode(
    nodes,
    labels,
    { name: 'gaze_node_in_total', type: 'counter', help: 'Items that a node took.' },
    (node) => node.in,
  ),
  perNode(
    nodes,
    labels,
    { name: 'gaze_node_out_total', type: 'counter', help: 'Things that a node gave.' },
    (node) => node.out,
  ),
  perNode(
    nodes,
    labels,
    { name: 'gaze_node_mean_seconds', type: 'gauge', help: 'How long one item takes.' },
    (node) => node.meanMs / 1000,
  ),
  perNode(
    nodes,
    labels,
    { name: 'gaze_node_p99_seconds', type: 'gauge', help: 'How long the slowest hundredth takes at least.' },
    (node) => node.p99Ms / 1000,
  ),
]

/** What `/metrics` of a pod says. */
export const podMetrics = (state: PodState): Metric[] => {
  const labels = { stream: state.stream, pod: state.pod }
  return [
    flag('gaze_pod_ready', 'Whether the source is open.', labels, state.ready),
    flag('gaze_pod_active', 'Whether it gets the frames of its stream.', labels, state.active),
    flag('gaze_pod_completed', 'Whether the source has ended.', labels, state.completed),
    ...ledgerMetrics(state, labels),
    ...eventMetrics(state, labels),
    ...(state.sinks.length === 0 ? [] : sinkMetrics(state, labels)),
    ...nodeMetrics(state, labels),
  ]
}
