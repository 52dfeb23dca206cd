import { byReason, type Metric } from '../service/metrics.ts'
import type { IngestState, IngestStream } from './state.ts'

/** The state as Prometheus metrics. */
export const ingestMetrics = (state: IngestState): Metric[] => {
  const each = (pick: (stream: IngestStream) => number) =>
    state.streams.map((stream) => ({ labels: { stream: stream.stream }, value: pick(stream) }))
  return [
    {
      name: 'gaze_ingest_frames_captured_total',
      type: 'counter',
      help: 'Frames that arrived with the key of the stream, and those that its sender numbered but that never came.',
      values: each(({ captured }) => captured),
    },
    {
      name: 'gaze_ingest_frames_processed_total',
      type: 'counter',
      help: 'Frames that pods are through with, or that were forwarded to pods that acknowledge nothing.',
      values: each(({ processed }) => processed),
    },
    {
      name: 'gaze_ingest_frames_dropped_total',
      type: 'counter',
      help: 'Frames dropped, by reason.',
      values: state.streams.flatMap(({ stream, dropped }) => byReason(dropped, { stream })),
    },
    {
      name: 'gaze_ingest_frames_in_flight',
      type: 'gauge',
      help: 'Frames queued or at a pod.',
      values: each(({ inFlight }) => inFlight),
    },
    {
      name: 'gaze_ingest_frames_per_second',
      type: 'gauge',
      help: 'Frames that arrived in the last seconds.',
      values: each(({ fps }) => fps),
    },
    {
      name: 'gaze_ingest_pods',
      type: 'gauge',
      help: 'Pods that are ready to take frames.',
      values: each(({ pods }) => pods.filter(({ ready }) => ready).length),
    },
    {
      name: 'gaze_ingest_strays_total',
      type: 'counter',
      help: 'Messages that belong to no stream, by reason.',
      values: byReason(state.dropped),
    },
    {
      name: 'gaze_ingest_uptime_seconds',
      type: 'gauge',
      help: 'Since the start.',
      values: [{ value: state.uptimeMs / 1000 }],
    },
  ]
}
