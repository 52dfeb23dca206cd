import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { GazeError, messageOf } from '../../errors.ts'

const WHY: Readonly<Record<string, string>> = {
  EISDIR: 'It is a directory',
  EACCES: 'This user may not read it',
}

/** The text of a pipeline file. @throws GazeError FILE_NOT_FOUND, FILE_INVALID */
export const readPipelineFile = async (path: string, cwd: string): Promise<string> => {
  try {
    return await readFile(resolve(cwd, path), 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new GazeError('FILE_NOT_FOUND', `There is no file ${path}`, {
        hint: 'Check the path; gaze pipeline check FILE tries a pipeline',
        details: { path },
      })
    throw new GazeError('FILE_INVALID', `${path} cannot be read`, {
      why: WHY[code] ?? messageOf(error),
      hint: 'Name a pipeline file, *.yaml, *.yml or *.json',
      details: { path },
      cause: error,
    })
  }
}

/** `pipelines/door-count.yaml` -> `door-count`. */
export const nameOfFile = (path: string): string => basename(path).replace(/\.[^.]+$/, '')
