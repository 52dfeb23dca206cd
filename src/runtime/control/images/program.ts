import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { GazeError } from '../../errors.ts'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not for this user: the next place is tried, and the caller says when there was none.
    return false
  }
}

/** @throws GazeError FILE_NOT_FOUND when no such program can be run. */
export const requireProgram = (program: string, cwd: string, searchPath: string): void => {
  const places = program.includes('/')
    ? [resolve(cwd, program)]
    : searchPath.split(delimiter).map((dir) => join(dir, program))
  if (places.some(isProgram)) return
  throw new GazeError('FILE_NOT_FOUND', `There is no program "${program}" that can be run`, {
    why: program.includes('/')
      ? `${places[0]} is not there or not executable`
      : 'It is in no directory of PATH',
    hint: 'Check its name and mode, or add --no-check when it will be there later',
    details: { program },
  })
}

/** `cwd` where a word of the command names something in it, since pods run elsewhere. */
export const directoryOf = (command: readonly string[], cwd: string): string | undefined =>
  command.some(
    (word) => word !== '' && !word.startsWith('-') && !isAbsolute(word) && existsSync(resolve(cwd, word)),
  )
    ? cwd
    : undefined
