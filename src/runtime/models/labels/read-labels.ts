import { readFile, stat } from 'node:fs/promises'
import { GazeError, messageOf } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { isMissing } from '../../service/files.ts'
import { type LabelSet, namedSet, SET_NAMES } from './named-sets.ts'
import { parseLabels } from './parse-labels.ts'

const MAX_BYTES = 4 * 1024 * 1024

const FORMS =
  'One name a line, "index,name" lines, a JSON list or object, YAML with names:, or a label map (*.pbtxt)'

const invalid = (path: string, why: string, cause?: unknown): GazeError =>
  new GazeError('FILE_INVALID', `${path} holds no class names that can be read`, {
    why,
    hint: `Write ${FORMS}; or name a set: ${SET_NAMES.join(', ')}`,
    cause,
  })

const missing = (given: string, cause: unknown): GazeError => {
  const near = /[./\\]/.test(given) ? undefined : nearest(given, SET_NAMES)
  return new GazeError('FILE_NOT_FOUND', `There is no file and no set of class names "${given}"`, {
    hint: `${near === undefined ? '' : `Did you mean "${near}"? `}--labels takes a file, or one of ${SET_NAMES.join(', ')}`,
    details: { labels: given, sets: SET_NAMES, ...(near === undefined ? {} : { suggestion: near }) },
    cause,
  })
}

const bytesOf = async (path: string): Promise<Buffer> => {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw invalid(path, 'it is a directory')
    if (!found.isFile()) throw invalid(path, 'it is no regular file')
    if (found.size > MAX_BYTES) throw invalid(path, 'it is too large for class names')
    return await readFile(path)
  } catch (error) {
    if (error instanceof GazeError) throw error
    throw isMissing(error) ? missing(path, error) : invalid(path, messageOf(error), error)
  }
}

const textOf = async (path: string): Promise<string> => {
  const bytes = await bytesOf(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw invalid(path, 'it is no text in UTF-8', error)
  }
}

/**
 * The class names that `--labels` gives: a file, or the name of a set.
 * @param room How many classes the model's output has room for, where that is known.
 * @throws GazeError FILE_NOT_FOUND, FILE_INVALID with the reason
 */
export const readLabels = async (given: string, room: number | undefined): Promise<LabelSet> => {
  const set = namedSet(given, room)
  if (set !== undefined) return set
  const parsed = await parseLabels(await textOf(given))
  if ('why' in parsed) throw invalid(given, parsed.why)
  return { names: parsed.names, from: `the names of ${given}` }
}
