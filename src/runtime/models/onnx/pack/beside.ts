import { realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { isMissing } from '../../../service/files.ts'
import { type ExternalTensor, externalRefusal } from '../external-data.ts'
import type { Locate } from './pack-model.ts'

const isWithin = (folder: string, file: string): boolean => {
  const way = relative(folder, file)
  return !(way.split('/')[0] === '..' || isAbsolute(way))
}

/**
 * Finds the files of a model's data in its own folder, or, where the model is a link, in that of the file it leads to: so
 * the cache of Hugging Face keeps both.
 * @throws (when called) GazeError MODEL_INVALID for what is missing, no file, or a link that leads elsewhere
 */
export const besideModel =
  (path: string): Locate =>
  async (external: ExternalTensor) => {
    const given = join(dirname(path), external.location)
    const refuse = (why: string, hint: string) => externalRefusal(path, external, why, hint)
    const file = await realpath(given).catch((error: unknown) => {
      if (!isMissing(error)) throw error
      throw refuse('and there is no such file beside it', `Fetch that file too, and put it at ${given}`)
    })
    const folders = [await realpath(dirname(path)), dirname(await realpath(path))]
    if (!folders.some((folder) => isWithin(folder, file)))
      throw refuse(
        `which is a link to ${file}, outside the model's folder`,
        `Put the file itself there, if it belongs to the model: cp --remove-destination ${file} ${given}`,
      )
    if (!(await stat(file)).isFile()) throw refuse('which is no file', 'Export the model again')
    return file
  }
