import type { Stream } from '../../records/types.ts'
import { type IngestView, ingestView } from '../ingest-view.ts'
import { requireRecord } from '../not-found.ts'
import type { Site } from '../site.ts'
import { openLedger } from './ledger.ts'
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

/** As it is recorded, without asking what runs. */
const recordedStreams = async ({ records }: Site): Promise<ListedStream[]> => {
  const [streams, pods] = await Promise.all([records.streams.list(), records.pods.list()])
  return streams.map((stream) => streamView(stream, pods, null, { absence: undefined, reveal: false }))
}

/** All streams, by name; of a cluster from the records alone. */
export const listStreams = async (site: Site, signal: AbortSignal): Promise<ListedStream[]> =>
  site.kind === 'kubernetes'
    ? recordedStreams(site)
    : viewStreams(site, await site.records.streams.list(), false, signal)

/** A stream, and what arrives for it now: null where it is not pushed or gaze-server does not run. */
export interface ShownStream extends StreamView {
  readonly ingest: IngestView | null
}

/** @throws GazeError STREAM_NOT_FOUND */
export const showStream = async (
  site: Site,
  name: string,
  reveal: boolean,
  signal: AbortSignal,
): Promise<ShownStream> => {
  const stream = await requireRecord('stream', site.records.streams, name)
  const [[view], state] = await Promise.all([
    viewStreams(site, [stream], reveal, signal),
    stream.source === 'push' ? site.ingest(signal) : undefined,
  ])
  const arriving = state?.streams.find((each) => each.stream === name)
  return { ...(view as StreamView), ingest: arriving === undefined ? null : ingestView(arriving) }
}
