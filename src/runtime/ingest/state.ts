import type { Counts } from '../ledger/types.ts'
import type { Lately } from './lanes/lately.ts'
import type { IngestPorts } from './settings.ts'

/** What gaze-server knows of one stream. */
export interface IngestStream extends Counts {
  readonly stream: string
  readonly fps: number
  /** Frames waiting in the slot, and how many it holds. */
  readonly slot: { readonly queued: number; readonly size: number }
  /** RFC 3339 of the last frame with the stream's key, or empty. */
  readonly lastFrameAt: string
  readonly lastFrameAgeMs: number | null
  /** RFC 3339 of the last frame that a pod took, or empty. */
  readonly lastTakenAt: string
  readonly lately: Lately
  readonly pods: readonly {
    readonly pod: string
    readonly wire: 'v0' | 'v1'
    readonly active: boolean
    /** It has asked, or its port is connected. */
    readonly ready: boolean
    readonly credit: number
    readonly inFlight: number
    /** What it took, and what it finished. */
    readonly taken: number
    readonly done: number
    readonly lastSeenAt: string
  }[]
}

/** `GET /state` of gaze-server. */
export interface IngestState {
  /** New at each start: where several servers are asked through one address, which of them answered. */
  readonly boot: string
  /** Whose counts these are, as in the ledgers of the records. */
  readonly servers: readonly string[]
  readonly uptimeMs: number
  readonly ports: IngestPorts
  readonly streams: readonly IngestStream[]
  /** What belongs to no stream: `unknown-key`, `malformed`, `too-large`, with the last few senders' marks. */
  readonly dropped: Readonly<Record<string, number>>
  readonly recent: readonly { readonly reason: string; readonly at: string; readonly detail: string }[]
}
