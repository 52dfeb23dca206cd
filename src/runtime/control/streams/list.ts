import type { Stream } from '../../records/types.ts'
import { isLogSink } from '../../pod/sinks/url/log-sinks.ts'
import { ledgerReport } from '../../ledger/report.ts'
import type { SinkState } from '../../pod/sinks/sink-state.ts'
import { type IngestView, ingestView } from '../ingest-view.ts'
import { requireRecord } from '../not-found.ts'
import { askPodStates } from '../pod-states.ts'
import type { ClusterSite, Site } from '../site.ts'
import { openLedger } from './ledger.ts'
import { countsInLedgers } from './server-ledger.ts'
import { type ListedStream, type StreamView, streamView } from './view.ts'

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

/** As it is recorded, without asking what runs; only pods know what becomes of frames that they read themselves. */
const recordedStreams = async ({ records, serverLedgers }: ClusterSite): Promise<ListedStream[]> => {
  const [streams, pods, ledgers] = await Promise.all([
    records.streams.list(),
    records.pods.list(),
    serverLedgers(),
  ])
  const countsOf = countsInLedgers(ledgers)
  return streams.map((stream) => {
    const ledger = stream.source === 'push' ? ledgerReport(countsOf(stream), []) : null
    return streamView(stream, pods, ledger, { absence: undefined, reveal: false })
  })
}

/** All streams, by name; of a cluster from the records alone. */
export const listStreams = async (site: Site, signal: AbortSignal): Promise<ListedStream[]> =>
  site.kind === 'kubernetes'
    ? recordedStreams(site)
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
