import { GazeError } from '../../../errors.ts'
import { nearest } from '../../../nearest.ts'
import { podsWithEvents } from './pod-reader.ts'
import type { LocalSite } from '../../site.ts'

const notFound = (stream: string, others: readonly string[], past: boolean): GazeError => {
  const near = nearest(stream, others)
  const instead = near === undefined ? 'see `gaze stream list`' : `did you mean ${near}?`
  return new GazeError('STREAM_NOT_FOUND', `There is no stream "${stream}"`, {
    why: past ? 'It was removed; its past events are still there' : 'No stream of that name is recorded',
    hint: past ? 'read them with --no-follow' : instead,
    details: { stream },
  })
}

/**
 * Makes sure that there can be events to read.
 * @throws GazeError STREAM_NOT_FOUND for a stream that is not recorded, unless only its past events are wanted.
 */
export const requireStreams = async (
  { records, dir }: LocalSite,
  streams: readonly string[],
  follow: boolean,
): Promise<void> => {
  const recorded = (await records.streams.list()).map(({ name }) => name)
  for (const stream of streams) {
    if (recorded.includes(stream)) continue
    const past = (await podsWithEvents(dir.events, stream)).length > 0
    if (follow || !past) throw notFound(stream, recorded, past)
  }
}
