import { GazeError, messageOf } from '../errors.ts'
import { ensureDir } from '../service/files.ts'

/**
 * Makes the directory that a flag names and those above it, where they are missing.
 * @throws GazeError NOT_ALLOWED, FAILED
 */
export const makeNamedDir = async (flag: string, dir: string): Promise<void> => {
  try {
    await ensureDir(dir, 0o777)
  } catch (error) {
    const isForbidden = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
    throw new GazeError(isForbidden ? 'NOT_ALLOWED' : 'FAILED', `${flag} ${dir} cannot be made`, {
      why: messageOf(error),
      hint: 'Name a directory that this user can make',
      cause: error,
    })
  }
}
