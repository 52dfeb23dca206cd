import { stat } from 'node:fs/promises'
import { GazeError } from '../../errors.ts'
import { NETWORK_SCHEMES } from './protocols.ts'

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

/** @throws GazeError FILE_NOT_FOUND, NOT_ALLOWED, or SOURCE_FAILED for a directory, an empty file or a device. */
export const checkVideoFile = async (path: string): Promise<void> => {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'EACCES')
      throw new GazeError('NOT_ALLOWED', `${path} may not be read`, { cause: error })
    throw new GazeError('FILE_NOT_FOUND', `There is no file ${path}`, {
      hint: path.includes('://')
        ? `an address begins with ${NETWORK_SCHEMES.map((scheme) => `${scheme}://`).join(', ')}`
        : 'a path relative to the current directory, or an absolute one',
      cause: error,
    })
  })
  if (found.isDirectory())
    throw new GazeError('SOURCE_FAILED', `${path} is a directory, not a video file`, {
      hint: 'name a file in it; the node images reads a folder of pictures',
    })
  if (!found.isFile()) throw new GazeError('SOURCE_FAILED', `${path} is not a regular file`)
  if (found.size === 0) throw new GazeError('SOURCE_FAILED', `${path} is empty`)
}
