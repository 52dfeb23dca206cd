import type { Counts } from '../../ledger/types.ts'
import type { Logger } from '../../service/log.ts'
import type { GazeEvent } from '../../wire/event.ts'
import type { Frame } from '../item.ts'
import type { AnyType, NodeState, PodContext, SourceInfo } from '../node.ts'

export interface EngineOptions {
  /** See NodeContext. */
  readonly mode: 'run' | 'stream'
  /** Name that the events' ids begin with. */
  readonly stream: string
  readonly generation: number
  /** `source` of the events; `/gaze/streams/<stream>` where absent. */
  readonly eventSource?: string
  readonly log: Logger
  readonly pod: PodContext
  /** Is given each new event, in order, before any node behind sees it; a promise is waited for. */
  readonly record?: (events: readonly GazeEvent[], frame: Frame) => void | Promise<void>
  /** Is told of each frame as it comes from the source; must not throw. */
  readonly look?: (frame: Frame) => void
  /** Is shown each frame as people are to see it: as the source gives it, or the last node that draws; must not throw. */
  readonly show?: (frame: Frame) => void
  /** `record` or `show` may ask frames for their `picture`. */
  readonly pictures?: boolean
  /** The source is open and frames can come. */
  readonly opened?: (info: SourceInfo) => void
  /** The source has come to its end, and the picture of its last frame can still be had; it is waited for. */
  readonly ended?: () => Promise<void>
  /** A node said how it is. */
  readonly changed?: () => void
  /** Unix time in milliseconds. */
  readonly now?: () => number
  readonly types?: (name: string) => AnyType | undefined
  /** How long nodes may take to finish what they have once the signal was aborted; then each may take as long to close. */
  readonly drainMs?: number
}

/** Latency and counts of one node since its start. */
export interface NodeRecord extends NodeState {
  readonly id: string
  readonly type: string
  /** Items taken. */
  readonly in: number
  /** Things given: frames for a source, detections, tracks or events for the others, items delivered for a sink. */
  readonly out: number
  readonly dropped: Readonly<Record<string, number>>
  /** How many items, the last one among them, have failed one after the other; absent where the last did not. */
  readonly failing?: number
  /** RFC 3339 of the last thing given, or empty. */
  readonly lastAt: string
  readonly queued: number
  /** How long one item takes. */
  readonly meanMs: number
  readonly p99Ms: number
}

export interface EngineState {
  readonly opened: boolean
  /** The source has ended, and all of it was processed. */
  readonly completed: boolean
  readonly fps: number
  /** RFC 3339 of the last frame's arrival, or empty. */
  readonly lastFrameAt: string
  /** In graph order, the source first. */
  readonly nodes: readonly NodeRecord[]
  readonly ledger: Counts
}
