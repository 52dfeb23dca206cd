import { GazeError } from '../errors.ts'
import { exists, hashFile, wrongHash } from './hashed-file.ts'
import type { ModelFile, WantedModel } from './model-file.ts'

/**
 * The model with its file, when that has the hash that it should have.
 * @throws GazeError MODEL_NOT_FOUND where there is no file, MODEL_INVALID for another hash
 */
export const checkedModel = async (
  name: string,
  path: string,
  { sha256, manifest }: WantedModel,
  signal?: AbortSignal,
): Promise<ModelFile> => {
  const next = `gaze model add FILE --name ${name}`
  if (!(await exists(path)))
    throw new GazeError('MODEL_NOT_FOUND', `The file of model "${name}" is gone`, {
      why: `There is no ${path}`,
      hint: `Add it again: ${next}`,
      details: { name, path },
    })
  const found = await hashFile(path, signal)
  if (found !== sha256) throw wrongHash(`The file of model "${name}"`, sha256, found, `add it again: ${next}`)
  return { name, path, manifest }
}
