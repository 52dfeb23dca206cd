import { isGazeError } from '../errors.ts'
import type { Records } from '../records/store.ts'
import type { Stream } from '../records/types.ts'

const keeps = ({ status }: Stream): boolean =>
  status.phase === 'Completed' || status.phase === 'Stopped' || status.reason === 'NotRunning'

/** Writes into the records that nothing runs any more, so that nobody reads of pods that are gone. */
export const recordStopped = async (records: Records): Promise<void> => {
  for (const { name } of await records.pods.list()) await records.pods.remove(name)
  for (const stream of await records.streams.list()) {
    if (keeps(stream)) continue
    const { revision, createdAt: _created, updatedAt: _updated, ...draft } = stream
    const status = {
      phase: 'Pending',
      reason: 'NotRunning',
      message: 'the local stack is not running',
      observedGeneration: stream.status.observedGeneration,
      readyReplicas: 0,
    } as const
    try {
      await records.streams.put({ ...draft, status }, revision)
    } catch (error) {
      // Somebody changed the stream meanwhile; the next start sees to it.
      if (!isGazeError(error, 'CONFLICT')) throw error
    }
  }
}
