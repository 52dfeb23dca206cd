import type { Counts } from '../ledger/types.ts'
import type { NodeRecord } from '../pipeline/engine/options.ts'
import type { EventLogState } from './event-log/event-log.ts'
import type { PicturesState } from './pictures/event-pictures.ts'
import type { SinkState } from './sinks/sink-state.ts'

/** `GET /state` of a pod. */
export interface PodState {
  readonly pod: string
  readonly stream: string
  /** Part of the events' ids. */
  readonly generation: number
  /** `sha256:…` of the image that it runs. */
  readonly digest: string
  readonly ready: boolean
  readonly active: boolean
  readonly completed: boolean
  readonly uptimeMs: number
  readonly fps: number
  readonly lastFrameAt: string
  readonly nodes: readonly NodeRecord[]
  readonly ledger: Counts
  readonly events: EventLogState
  /** Of the frames of events. */
  readonly pictures: PicturesState
  /** Those that read the event log. */
  readonly sinks: readonly SinkState[]
}
