import { readFile } from 'node:fs/promises'
import { GazeError } from '../errors.ts'

/**
 * What a mounted file holds; without the white space around it, and not empty, unless it is to be taken as it is.
 * @throws GazeError FILE_NOT_FOUND, FILE_INVALID
 */
export const readSecretFile = async (path: string, trimmed = true): Promise<string> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    if (missing) throw new GazeError('FILE_NOT_FOUND', `there is no ${path}`, { cause })
    throw new GazeError('FILE_INVALID', `${path} cannot be read`, { cause })
  }
  if (!trimmed) return text
  if (text.trim() !== '') return text.trim()
  throw new GazeError('FILE_INVALID', `${path} is empty`)
}

/** A CURVE key in Z85. @throws GazeError FILE_NOT_FOUND, FILE_INVALID */
export const readCurveKey = async (path: string): Promise<string> => {
  const key = await readSecretFile(path)
  if (/^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(key)) return key
  throw new GazeError('FILE_INVALID', `${path} holds no CURVE key`, { why: 'one is 40 characters of Z85' })
}
