import { GazeError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Collection } from '../records/store.ts'
import type { Recorded } from '../records/types.ts'

const CODES = { image: 'IMAGE_NOT_FOUND', stream: 'STREAM_NOT_FOUND', model: 'MODEL_NOT_FOUND' } as const

type What = keyof typeof CODES

/** The context has no record of that name: the nearest of those that it has, or `next`. */
const notFound = (
  what: What,
  name: string,
  known: readonly string[],
  next = `gaze ${what} list shows what there is`,
): GazeError => {
  const near = nearest(name, known)
  return new GazeError(CODES[what], `There is no ${what} "${name}"`, {
    hint: near === undefined ? next : `Did you mean "${near}"?`,
    details: { name, ...(near === undefined ? {} : { suggestion: near }) },
  })
}

/** The context lacks a model that a pipeline names: MODEL_NOT_FOUND with the nearest name, or how it is added. */
export const missingModel = (name: string, known: readonly string[]): GazeError =>
  notFound(
    'model',
    name,
    known,
    `gaze model list shows what there is; gaze model add FILE --name ${name} adds it`,
  )

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
