import { readFile, stat } from 'node:fs/promises'
import { GazeError, messageOf } from '../../errors.ts'
import { isMissing } from '../../service/files.ts'
import { type LabelSet, namedSet, SET_NAMES } from './named-sets.ts'
import { parseLabels } from './parse-labels.ts'

const MAX_BYTES = 4 * 1024 * 1024

const FORMS = 'One name a line, "index,name" lines, a JSON list or object, or YAML with names:'

const textOf = async (path: string): Promise<string> => {
  try {
    if ((await stat(path)).size > MAX_BYTES)
      throw new GazeError('FILE_INVALID', `${path} is too large for a file of class names`, { hint: FORMS })
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof GazeError) throw error
    if (!isMissing(error))
      throw new GazeError('FILE_INVALID', `${path} cannot be read`, { why: messageOf(error), cause: error })
    throw new GazeError('FILE_NOT_FOUND', `There is no file ${path}`, {
      hint: `--labels takes a file or one of ${SET_NAMES.join(', ')}`,
      cause: error,
    })
  }
}

/**
 * The class names that `--labels` gives: a file, or the name of a set.
 * @param room How many classes the model's output has room for, where that is known.
 * @throws GazeError FILE_NOT_FOUND, FILE_INVALID
 */
export const readLabels = async (given: string, room: number | undefined): Promise<LabelSet> => {
  const set = namedSet(given, room)
  if (set !== undefined) return set
  const names = await parseLabels(await textOf(given))
  if (names !== undefined) return { names, from: `the names of ${given}` }
  throw new GazeError('FILE_INVALID', `${given} holds no class names that can be read`, { hint: FORMS })
}
