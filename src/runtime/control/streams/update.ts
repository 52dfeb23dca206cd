import { GazeError, isGazeError } from '../../errors.ts'
import type { Draft, Records } from '../../records/store.ts'
import type { Stream } from '../../records/types.ts'
import { describeDifferences, type Difference, differences } from '../differences.ts'
import { specOf } from './spec.ts'

/** info-update writes the status of a stream at any time; a change of the spec is tried again over that, this often. */
const TRIES = 50

/** The key is a credential, so messages only say that it changed. */
export const specDifferences = (from: Stream | undefined, to: Stream | undefined): Difference[] =>
  differences(from && specOf(from), to && specOf(to)).map((each) =>
    each.path === 'key' ? { path: 'key', from: '***', to: '*** (another)' } : each,
  )

const whatHappened = (seen: Stream | undefined, now: Stream | undefined): string => {
  if (now === undefined) return 'It was removed'
  if (seen === undefined) return `It was added with image ${now.image}, ${now.replicas} replicas`
  if (seen.createdAt !== now.createdAt) return 'It was removed and added again'
  const changes = describeDifferences(specDifferences(seen, now)) || `image ${now.image} was replaced`
  return `Generation ${seen.generation} became ${now.generation}: ${changes}`
}

const conflict = (name: string, seen: Stream | undefined, now: Stream | undefined): GazeError =>
  new GazeError(
    'CONFLICT',
    `Stream "${name}" was changed by somebody else at the same moment; nothing was written`,
    {
      why: whatHappened(seen, now),
      hint: `Look at it (gaze stream show ${name}), then repeat the command if it still applies`,
      details: { seen: seen?.generation ?? null, found: now?.generation ?? null },
    },
  )

const isSameSpec = (seen: Stream | undefined, now: Stream | undefined): boolean =>
  seen?.createdAt === now?.createdAt && seen?.generation === now?.generation

/**
 * Reads the stream, and writes what `change` makes of it, unless somebody else changed its spec in between.
 * @param change Called again with a newer record when only its status changed; undefined writes nothing.
 * @throws GazeError CONFLICT that says what the other one did; whatever `change` throws.
 */
export const updateStream = async (
  records: Records,
  name: string,
  change: (stream: Stream | undefined) => Promise<Draft<Stream> | undefined>,
): Promise<Stream | undefined> => {
  const seen = await records.streams.get(name)
  let current = seen
  for (let tries = 1; ; tries += 1) {
    const draft = await change(current)
    if (draft === undefined) return current
    try {
      return await records.streams.put(draft, current?.revision ?? 0)
    } catch (error) {
      if (!isGazeError(error, 'CONFLICT')) throw error
      current = await records.streams.get(name)
      if (!isSameSpec(seen, current) || tries === TRIES) throw conflict(name, seen, current)
    }
  }
}
