import { isGazeError } from '../../errors.ts'
import type { LedgerReport } from '../../ledger/types.ts'
import type { PodLedgers } from '../../reconcile/info-update/pod-ledgers.ts'
import type { Pod, Stream } from '../../records/types.ts'
import { isLogSink } from '../../pod/sinks/url/log-sinks.ts'
import { ledgerReport } from '../../ledger/report.ts'
import type { SinkState } from '../../pod/sinks/sink-state.ts'
import { timeLimit } from '../../service/time-limit.ts'
import { type IngestView, ingestView } from '../ingest-view.ts'
import { requireRecord } from '../not-found.ts'
import { askPodStates } from '../pod-states.ts'
import type { ClusterSite, Site } from '../site.ts'
import { openLedger } from './ledger.ts'
import { countsInLedgers } from './server-ledger.ts'
import { type ListedStream, type StreamView, streamView } from './view.ts'

/** How long a list waits for what pods have counted, in milliseconds. */
const LEDGERS_MS = 3_000

/** The given records as they are shown, with what runs of them. */
export const viewStreams = async (
  site: Site,
  streams: readonly Stream[],
  reveal: boolean,
  signal: AbortSignal,
): Promise<StreamView[]> => {
  const [pods, absence] = await Promise.all([site.records.pods.list(), site.absence()])
  const ledgerOf = await openLedger(site, absence === undefined || absence.podsRun ? pods : [], signal)
  return Promise.all(
    streams.map(async (stream) => streamView(stream, pods, await ledgerOf(stream), { absence, reveal })),
  )
}

/** Of a stream that its pods read themselves; null where none of them answers. */
const pulledLedger = (
  { name }: Stream,
  pods: readonly Pod[],
  ledgers: PodLedgers | undefined,
): LedgerReport | null => {
  const hops = pods.flatMap((pod) => {
    const counts = pod.stream === name ? ledgers?.[pod.name] : undefined
    return counts === undefined ? [] : [{ hop: pod.name, ...counts }]
  })
  return hops.length === 0 ? null : ledgerReport(undefined, hops)
}

/** Where they cannot be had in time, what is recorded is shown without them. */
const podLedgersOf = async (site: ClusterSite, signal: AbortSignal): Promise<PodLedgers | undefined> => {
  const limit = timeLimit(signal, LEDGERS_MS)
  const over = new Promise<undefined>((resolve) =>
    limit.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const asked = site.podLedgers(limit.signal).catch((error: unknown) => {
    if (isGazeError(error) || limit.signal.aborted) return undefined
    throw error
  })
  try {
    return await Promise.race([asked, over])
  } finally {
    limit.clear()
    signal.throwIfAborted()
  }
}

/** As it is recorded; what becomes of frames that pods read themselves only they know, and info-update asks them. */
const recordedStreams = async (
  site: ClusterSite,
  signal: AbortSignal,
  counted: boolean,
): Promise<ListedStream[]> => {
  const [streams, pods, ledgers] = await Promise.all([
    site.records.streams.list(),
    site.records.pods.list(),
    site.serverLedgers(),
  ])
  const isPulled = streams.some(({ source }) => source !== 'push')
  const podLedgers = counted && isPulled ? await podLedgersOf(site, signal) : undefined
  const countsOf = countsInLedgers(ledgers)
  return streams.map((stream) => {
    const ledger =
      stream.source === 'push' ? ledgerReport(countsOf(stream), []) : pulledLedger(stream, pods, podLedgers)
    return streamView(stream, pods, ledger, { absence: undefined, reveal: false })
  })
}

/**
 * All streams, by name; of a cluster from the records alone, but for the ledgers of streams that are not pushed.
 * @param counted Whether those are wanted: they cost a connection to info-update.
 */
export const listStreams = async (
  site: Site,
  signal: AbortSignal,
  counted: boolean,
): Promise<ListedStream[]> =>
  site.kind === 'kubernetes'
    ? recordedStreams(site, signal, counted)
    : viewStreams(site, await site.records.streams.list(), false, signal)

/** A sink that reads the event log of a pod, as it is now. */
export interface ShownSink extends SinkState {
  readonly pod: string
}

/** A stream, and what goes in and out now. */
export interface ShownStream extends StreamView {
  /** What arrives; null where the stream is not pushed or gaze-server does not run. */
  readonly ingest: IngestView | null
  /** Of those pods that answer. */
  readonly sinkStates: readonly ShownSink[]
}

const sinkStates = async (site: Site, stream: Stream, signal: AbortSignal): Promise<ShownSink[]> => {
  if (!stream.sinks.some(isLogSink)) return []
  const pods = (await site.records.pods.list()).filter((pod) => pod.stream === stream.name)
  const states = await askPodStates(site, pods, signal)
  return states.flatMap(({ pod, sinks = [] }) => sinks.map((sink) => ({ pod, ...sink })))
}

/** @throws GazeError STREAM_NOT_FOUND */
export const showStream = async (
  site: Site,
  name: string,
  reveal: boolean,
  signal: AbortSignal,
): Promise<ShownStream> => {
  const stream = await requireRecord('stream', site.records.streams, name)
  const [[view], state, sinks] = await Promise.all([
    viewStreams(site, [stream], reveal, signal),
    stream.source === 'push' ? site.ingest(signal) : undefined,
    sinkStates(site, stream, signal),
  ])
  const arriving = state?.streams.find((each) => each.stream === name)
  const ingest = arriving === undefined ? null : ingestView(arriving)
  return { ...(view as StreamView), ingest, sinkStates: sinks }
}
