import { isAbsolute, normalize } from 'node:path'
import { GazeError } from '../../errors.ts'

/** A tensor whose data is in another file. */
export interface ExternalTensor {
  readonly tensor: string
  /** As the model names it: relative to its own folder. */
  readonly location: string
}

/** A model that cannot be used because of where one of its tensors has its data. */
export const externalRefusal = (
  path: string,
  { tensor, location }: ExternalTensor,
  why: string,
  hint: string,
): GazeError =>
  new GazeError('MODEL_INVALID', `${path} cannot be used`, {
    why: `tensor "${tensor}" has its data in ${JSON.stringify(location)}, ${why}`,
    hint,
    details: { path, tensor, location },
  })

const leavesFolder = (location: string): boolean =>
  location === '' ||
  isAbsolute(location) ||
  /^[A-Za-z][\w+.-]*:/.test(location) ||
  location.includes('\\') ||
  location.includes('\0') ||
  normalize(location).split('/')[0] === '..'

/** @throws GazeError MODEL_INVALID for a location that is not in the model's own folder, as all that exporters write are. */
export const requireInFolder = (path: string, external: ExternalTensor): void => {
  if (leavesFolder(external.location))
    throw externalRefusal(
      path,
      external,
      "which is outside the model's folder",
      'Do not use this file: no exporter writes such a path',
    )
}

/** @throws GazeError MODEL_INVALID for a model with data in other files: the hash of one has to stand for all. */
export const refuseExternalData = (path: string, external: readonly ExternalTensor[]): void => {
  for (const one of external) requireInFolder(path, one)
  const [first] = external
  if (first === undefined) return
  throw externalRefusal(
    path,
    first,
    'and one file has to hold the whole model',
    `gaze model add ${path} packs them into one`,
  )
}
