import type { IngestState, IngestStream } from '../../ingest/state.ts'
import { nodeType } from '../../nodes/registry.ts'
import type { NodeRecord } from '../../pipeline/engine/options.ts'
import type { PodState } from '../../pod/state.ts'
import type { Image, Pod, Stream } from '../../records/types.ts'

/** All that a verdict on one stream is made of; gathered first, judged then. */
export interface Facts {
  /** Unix milliseconds. */
  readonly now: number
  readonly stackRuns: boolean
  readonly stream: Stream
  readonly image: Image | undefined
  readonly pods: readonly Pod[]
  /** gaze-server, looked at twice; undefined where it does not answer. */
  readonly ingest: IngestFacts | undefined
  /** Pods of ours that answer. */
  readonly podStates: readonly PodState[]
}

export interface IngestFacts {
  readonly state: IngestState
  /** The stream there, now and a moment before; undefined until its record has been read. */
  readonly stream: IngestStream | undefined
  readonly before: IngestStream | undefined
}

/** What was found, in one sentence, and the next step. */
export interface Finding {
  readonly verdict: string
  readonly message: string
  readonly next: string
}

/** Frames of the last seconds count as coming. */
const RECENT_MS = 10_000

export const isPushed = ({ stream }: Facts): boolean => stream.source === 'push'

export const framesCome = ({ ingest }: Facts): boolean => {
  const age = ingest?.stream?.lastFrameAgeMs
  return age !== undefined && age !== null && age <= RECENT_MS
}

/** Frames that came and that were dropped for these reasons, between the two looks; of all time where none came. */
export const share = ({ ingest }: Facts, reasons: readonly string[]): { of: number; dropped: number } => {
  const { stream, before } = ingest ?? {}
  if (stream === undefined) return { of: 0, dropped: 0 }
  const count = (state: IngestStream): number =>
    reasons.reduce((sum, reason) => sum + (state.dropped[reason] ?? 0), 0)
  const came = stream.captured - (before?.captured ?? stream.captured)
  if (before === undefined || came <= 0) return { of: stream.captured, dropped: count(stream) }
  return { of: came, dropped: count(stream) - count(before) }
}

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
