import type { Records } from '../../records/store.ts'
import type { Stream } from '../../records/types.ts'
import { requireRecord } from '../not-found.ts'
import { updateStream } from './update.ts'

/**
 * Asks for new pods; also starts a stream whose source has ended.
 * @throws GazeError STREAM_NOT_FOUND, CONFLICT
 */
export const restartStream = async (records: Records, name: string, dryRun: boolean): Promise<Stream> => {
  const found = await requireRecord('stream', records.streams, name)
  if (dryRun) return found
  const written = await updateStream(records, name, async (stream) => {
    const old = stream ?? (await requireRecord('stream', records.streams, name))
    return { ...old, restarts: old.restarts + 1, generation: old.generation + 1 }
  })
  return written ?? found
}
