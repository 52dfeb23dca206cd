import type { IngestStream } from '../ingest/state.ts'

/** What arrives for a stream now, as gaze-server sees it. */
export interface IngestView
  extends Pick<IngestStream, 'fps' | 'slot' | 'lastFrameAt' | 'lastFrameAgeMs' | 'dropped'> {
  readonly stream: string
  /** Pods that take its frames. */
  readonly readyPods: number
}

export const ingestView = ({ pods, ...stream }: IngestStream): IngestView => ({
  stream: stream.stream,
  fps: stream.fps,
  slot: stream.slot,
  lastFrameAt: stream.lastFrameAt,
  lastFrameAgeMs: stream.lastFrameAgeMs,
  dropped: stream.dropped,
  readyPods: pods.filter(({ ready }) => ready).length,
})
