import { GazeError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Collection } from '../records/store.ts'
import type { Recorded } from '../records/types.ts'

const CODES = { image: 'IMAGE_NOT_FOUND', stream: 'STREAM_NOT_FOUND', model: 'MODEL_NOT_FOUND' } as const

/** The record of that name. @throws GazeError IMAGE_NOT_FOUND, STREAM_NOT_FOUND or MODEL_NOT_FOUND with the nearest name. */
export const requireRecord = async <T extends Recorded>(
  what: keyof typeof CODES,
  collection: Collection<T>,
  name: string,
): Promise<T> => {
  const record = await collection.get(name)
  if (record !== undefined) return record
  const near = nearest(
    name,
    (await collection.list()).map((each) => each.name),
  )
  throw new GazeError(CODES[what], `There is no ${what} "${name}"`, {
    hint: near === undefined ? `gaze ${what} list shows what there is` : `Did you mean "${near}"?`,
    details: { name, ...(near === undefined ? {} : { suggestion: near }) },
  })
}
