import { GazeError } from '../../errors.ts'
import { apiStatus } from '../../kubernetes/api-error.ts'
import { cannotCreate } from './observe/words.ts'

/** What the API said to the object itself, whoever asks and however often. */
const FINAL = new Set([400, 403, 413, 422])

/**
 * The same error, or REFUSED where the cluster does not want the object as it is; `details` then have the `reason` and
 * `message` of the stream's status.
 */
export const asRefusal = (error: unknown): unknown => {
  if (!FINAL.has(apiStatus(error)) || !(error instanceof GazeError)) return error
  const said = cannotCreate("the stream's objects", error.why ?? error.message)
  return new GazeError('REFUSED', `The cluster refuses it: ${error.message}`, {
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    details: { ...error.details, ...said },
    cause: error,
  })
}
