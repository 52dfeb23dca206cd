import type { Stream, StreamPhase } from '../../records/types.ts'
import { type IngestView, ingestView } from '../ingest-view.ts'
import { unseenServices } from '../site/service-status.ts'
import type { ServiceStatus } from '../site/types.ts'
import type { Absence, Site } from '../site.ts'

export interface Attention {
  readonly stream: string
  readonly reason: string
  readonly message: string
  readonly since: string
}

export interface StackStatus {
  readonly context: string
  readonly kind: string
  readonly running: boolean
  /** Why nothing takes up changes, and what to do; empty where something does. */
  readonly message: string
  readonly services: readonly ServiceStatus[]
  readonly streams: Readonly<Partial<Record<StreamPhase, number>>>
  /** False where the records cannot be read, so that nothing is known of streams. */
  readonly recorded: boolean
  readonly attention: readonly Attention[]
  /** What arrives for pushed streams now. */
  readonly ingest: readonly IngestView[]
}

/** The worst first. */
const URGENCY: readonly StreamPhase[] = ['Failed', 'Degraded', 'Pending', 'Running']

/** What a record says of a stack that is not there is the past. */
const asOfNow = (stream: Stream, absence: Absence | undefined): Stream => {
  const { status } = stream
  if (absence === undefined || absence.podsRun || stream.replicas === 0 || status.phase === 'Completed')
    return stream
  const gone = { phase: 'Pending', reason: 'NotRunning', message: absence.what } as const
  return { ...stream, status: { ...status, ...gone, readyReplicas: 0 } }
}

const count = (streams: readonly Stream[]): StackStatus['streams'] => {
  const counts: Partial<Record<StreamPhase, number>> = {}
  for (const { status } of streams) counts[status.phase] = (counts[status.phase] ?? 0) + 1
  return counts
}

/** Also what runs, when there is something to say of it. */
const needsAttention = ({ status }: Stream): boolean =>
  URGENCY.includes(status.phase) && (status.phase !== 'Running' || status.message !== '')

const attentionOf = (streams: readonly Stream[]): Attention[] =>
  streams
    .filter(needsAttention)
    .sort((a, b) => URGENCY.indexOf(a.status.phase) - URGENCY.indexOf(b.status.phase))
    .map(({ name, status, updatedAt }) => ({
      stream: name,
      reason: status.reason || (status.phase === 'Running' ? 'Warning' : status.phase),
      message: status.message,
      since: updatedAt,
    }))

/** Services and streams of the context; also when nothing runs. */
export const stackStatus = async (
  site: Site,
  context: { readonly name: string; readonly kind: string },
  signal: AbortSignal,
): Promise<StackStatus> => {
  const [absence, services] = await Promise.all([site.absence(), site.services(signal)])
  const [recorded, ingest] = await Promise.all([
    site.records.streams.list(),
    services === undefined ? undefined : site.ingest(signal),
  ])
  const streams = recorded.map((stream) => asOfNow(stream, absence))
  const pushed = new Set(recorded.filter(({ source }) => source === 'push').map(({ name }) => name))
  return {
    context: context.name,
    kind: context.kind,
    running: absence === undefined,
    message: absence === undefined ? '' : `${absence.what}; ${absence.next}`,
    services: services ?? unseenServices('Stopped'),
    streams: count(streams),
    recorded: true,
    attention: attentionOf(streams),
    ingest: ingest?.streams.filter(({ stream }) => pushed.has(stream)).map(ingestView) ?? [],
  }
}
