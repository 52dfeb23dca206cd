import type { IngestState, IngestStream } from '../../ingest/state.ts'
import { nodeType } from '../../nodes/registry.ts'
import type { NodeRecord } from '../../pipeline/engine/options.ts'
import type { PodState } from '../../pod/state.ts'
import type { Image, Pod, Stream } from '../../records/types.ts'
import type { Absence } from '../site.ts'

/** All that a verdict on one stream is made of; gathered first, judged then. */
export interface Facts {
  /** Unix milliseconds. */
  readonly now: number
  /** Why nothing takes up changes. */
  readonly absence: Absence | undefined
  readonly stream: Stream
  readonly image: Image | undefined
  readonly pods: readonly Pod[]
  /** gaze-server; undefined where it does not answer. */
  readonly ingest: IngestFacts | undefined
  /** Pods of ours that answer. */
  readonly podStates: readonly PodState[]
}

export interface IngestFacts {
  readonly state: IngestState
  /** The stream there; undefined until its record has been read. */
  readonly stream: IngestStream | undefined
}

/** What was found, in one sentence, and the next step. */
export interface Finding {
  readonly verdict: string
  readonly message: string
  readonly next: string
}

/** What is older does not count as coming. */
export const RECENT_MS = 10_000
/** A sender that pauses no longer than this, or than some of its usual gaps, has not stopped. */
const LEAST_PAUSE_MS = 3_000
const GAPS = 5

export const isPushed = ({ stream }: Facts): boolean => stream.source === 'push'

/** What somebody does first about a source that its pod reads itself. */
export const seeThatItSends = ({ source }: Stream): string =>
  `See that ${source === 'pipeline' ? 'the source' : source} sends`

/** Whether frames come, judged by how many came lately: one of thirty a second is missed sooner than one of two. */
export const framesCome = ({ ingest }: Facts): boolean => {
  const { lastFrameAgeMs: age, lately } = ingest?.stream ?? {}
  if (age === undefined || age === null || lately === undefined) return false
  const usualGap = lately.ms / Math.max(1, lately.captured)
  return age <= Math.min(RECENT_MS, Math.max(LEAST_PAUSE_MS, GAPS * usualGap))
}

/** Frames that came in the last seconds, and those of them that were dropped for these reasons. */
export const share = ({ ingest }: Facts, reasons: readonly string[]): { of: number; dropped: number } => {
  const { captured = 0, dropped = {} } = ingest?.stream?.lately ?? {}
  return { of: captured, dropped: reasons.reduce((sum, reason) => sum + (dropped[reason] ?? 0), 0) }
}

/** `4.2 s`, for people. */
export const agoText = (ms: number): string =>
  ms < 60_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`

/** Nodes of the pod that does the work, in the order of the pipeline. */
export const nodesOf = ({ podStates }: Facts): readonly NodeRecord[] =>
  (podStates.find(({ active, ready }) => active && ready) ?? podStates[0])?.nodes ?? []

/** The newest message of the last seconds that belongs to no stream. */
export const recentStray = ({ ingest, now }: Facts): { reason: string; detail: string } | undefined =>
  ingest?.state.recent.find(
    ({ at, detail }) => now - Date.parse(at) <= RECENT_MS && !detail.startsWith('stream '),
  )

export const isSinkType = (name: string): boolean => {
  const type = nodeType(name)
  return type !== undefined && type.source !== true && type.sink === true
}
