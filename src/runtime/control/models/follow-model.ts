import type { Records } from '../../records/store.ts'
import { updateStream } from '../streams/update.ts'

/**
 * Prepares streams for another file behind the name of a model that they run: a new generation tells the events of
 * both apart.
 * @throws GazeError CONFLICT
 */
export const followModel = async (records: Records, streams: readonly string[]): Promise<void> => {
  for (const name of streams)
    await updateStream(records, name, async (stream) =>
      stream === undefined ? undefined : { ...stream, generation: stream.generation + 1 },
    )
}
