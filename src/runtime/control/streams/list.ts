import type { Stream } from '../../records/types.ts'
import { requireRecord } from '../not-found.ts'
import type { Site } from '../site.ts'
import { openLedger } from './ledger.ts'
import { type StreamView, streamView } from './view.ts'

/** The given records as they are shown, with what runs of them. */
export const viewStreams = async (
  site: Site,
  streams: readonly Stream[],
  reveal: boolean,
  signal: AbortSignal,
): Promise<StreamView[]> => {
  const [pods, stack] = await Promise.all([site.records.pods.list(), site.stack()])
  const running = stack !== undefined
  const ledgerOf = await openLedger(site, running ? pods : [], signal)
  return Promise.all(
    streams.map(async (stream) => streamView(stream, pods, await ledgerOf(stream), { running, reveal })),
  )
}

/** All streams, by name. */
export const listStreams = async (site: Site, signal: AbortSignal): Promise<StreamView[]> =>
  viewStreams(site, await site.records.streams.list(), false, signal)

/** @throws GazeError STREAM_NOT_FOUND */
export const showStream = async (
  site: Site,
  name: string,
  reveal: boolean,
  signal: AbortSignal,
): Promise<StreamView> => {
  const stream = await requireRecord('stream', site.records.streams, name)
  const [view] = await viewStreams(site, [stream], reveal, signal)
  return view as StreamView
}
