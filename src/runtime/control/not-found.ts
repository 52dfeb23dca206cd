import { GazeError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Collection } from '../records/store.ts'
import type { Recorded } from '../records/types.ts'

const CODES = { image: 'IMAGE_NOT_FOUND', stream: 'STREAM_NOT_FOUND', model: 'MODEL_NOT_FOUND' } as const

type What = keyof typeof CODES

const nextStep = (what: What, name: string): string =>
  `gaze ${what} list shows what there is${what === 'model' ? `; gaze model add FILE --name ${name} adds it` : ''}`

/** The context has no record of that name; the error names the nearest of those that it has. */
export const notFound = (what: What, name: string, known: readonly string[]): GazeError => {
  const near = nearest(name, known)
  return new GazeError(CODES[what], `There is no ${what} "${name}"`, {
    hint: near === undefined ? nextStep(what, name) : `Did you mean "${near}"?`,
    details: { name, ...(near === undefined ? {} : { suggestion: near }) },
  })
}

/** The record of that name. @throws GazeError IMAGE_NOT_FOUND, STREAM_NOT_FOUND or MODEL_NOT_FOUND with the nearest name. */
export const requireRecord = async <T extends Recorded>(
  what: What,
  collection: Collection<T>,
  name: string,
): Promise<T> => {
  const record = await collection.get(name)
  if (record !== undefined) return record
  throw notFound(
    what,
    name,
    (await collection.list()).map((each) => each.name),
  )
}
