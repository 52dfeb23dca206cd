import type { IngestState, IngestStream } from '../ingest/state.ts'
import { isGazeError } from '../errors.ts'
import { getJson } from '../service/http-client.ts'
import type { Site } from './site.ts'
import { tokenOf } from './stack/ask.ts'

const ASK_MS = 1_500

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
  if (stack === undefined) return undefined
  const url = `http://127.0.0.1:${stack.ports.http}/state`
  try {
    return await getJson<IngestState>(url, await tokenOf(site.dir), signal, ASK_MS)
  } catch (error) {
    signal.throwIfAborted()
    if (isGazeError(error) || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
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
