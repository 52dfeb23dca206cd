import type { IngestState, IngestStream } from '../ingest/state.ts'
import type { Site } from './site.ts'
import { askProcess } from './stack/ask.ts'

/** What arrives for a stream now, as gaze-server sees it. */
export interface IngestView
  extends Pick<IngestStream, 'fps' | 'slot' | 'lastFrameAt' | 'lastFrameAgeMs' | 'dropped'> {
  readonly stream: string
  /** Pods that take its frames. */
  readonly readyPods: number
}

/** What gaze-server says; undefined while it does not answer or does not run. */
export const readIngestState = async (site: Site, signal: AbortSignal): Promise<IngestState | undefined> => {
  const stack = await site.stack()
  return stack && askProcess<IngestState>(site.dir, stack.ports.http, '/state', signal)
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
