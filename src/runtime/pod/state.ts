import type { Counts } from '../ledger/types.ts'
import type { NodeState } from '../pipeline/node.ts'
import type { EventLogState } from './event-log/event-log.ts'

/** Latency and counts of one node since its start. */
export interface NodeRecord extends NodeState {
  readonly id: string
  readonly type: string
  /** Items taken. */
  readonly in: number
  /** Things given: frames for a source, detections, tracks or events for the others, items delivered for a sink. */
  readonly out: number
  readonly dropped: Readonly<Record<string, number>>
  /** RFC 3339 of the last thing given, or empty. */
  readonly lastAt: string
  readonly queued: number
  /** How long one item takes. */
  readonly meanMs: number
  readonly p99Ms: number
}

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
}
