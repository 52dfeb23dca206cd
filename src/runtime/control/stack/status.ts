import type { StackState } from '../../reconcile/stack.ts'
import type { Stream, StreamPhase } from '../../records/types.ts'
import { type IngestView, ingestView, readIngestState } from '../ingest-view.ts'
import type { Site } from '../site.ts'
import { askProcess } from './ask.ts'

export interface ServiceStatus {
  readonly name: string
  readonly phase: 'Pending' | 'Running' | 'CrashLoop' | 'Stopped'
  readonly ready: boolean
  readonly ports: Readonly<Record<string, number>>
  readonly since: string
  readonly message: string
}

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
  readonly services: readonly ServiceStatus[]
  readonly streams: Readonly<Partial<Record<StreamPhase, number>>>
  readonly attention: readonly Attention[]
  /** What arrives for pushed streams now. */
  readonly ingest: readonly IngestView[]
}

const SERVICES = ['info-update', 'gaze-server'] as const
/** The worst first. */
const URGENCY: readonly StreamPhase[] = ['Failed', 'Degraded', 'Pending', 'Running']

const unseen = (running: boolean): ServiceStatus[] =>
  SERVICES.map((name) => ({
    name,
    phase: running ? 'Pending' : 'Stopped',
    ready: false,
    ports: {},
    since: '',
    message: running ? 'it does not answer' : 'not running',
  }))

const servicesOf = async (site: Site, signal: AbortSignal): Promise<ServiceStatus[] | undefined> => {
  const stack = await site.stack()
  if (stack === undefined) return undefined
  const state = await askProcess<StackState>(site.dir, stack.ports.control, '/state', signal)
  return state?.services.map(({ pid: _pid, ...service }) => service) ?? unseen(true)
}

/** What a record says of a stack that is not there is the past. */
const asOfNow = (stream: Stream, running: boolean): Stream => {
  const { status } = stream
  if (running || stream.replicas === 0 || status.phase === 'Completed') return stream
  const gone = { phase: 'Pending', reason: 'NotRunning', message: 'the local stack is not running' } as const
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
  const services = await servicesOf(site, signal)
  const running = services !== undefined
  const [recorded, ingest] = await Promise.all([site.records.streams.list(), readIngestState(site, signal)])
  const streams = recorded.map((stream) => asOfNow(stream, running))
  const pushed = new Set(recorded.filter(({ source }) => source === 'push').map(({ name }) => name))
  return {
    context: context.name,
    kind: context.kind,
    running,
    services: services ?? unseen(false),
    streams: count(streams),
    attention: attentionOf(streams),
    ingest: ingest?.streams.filter(({ stream }) => pushed.has(stream)).map(ingestView) ?? [],
  }
}
