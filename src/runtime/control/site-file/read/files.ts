import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { GazeError, messageOf } from '../../../errors.ts'
import { readStdin } from '../../read-stdin.ts'

/** The text of one file. */
export interface FileText {
  /** As the user named it, for messages. */
  readonly file: string
  readonly text: string
  /** Where relative paths in it begin. */
  readonly cwd: string
}

const SITE_FILE = /\.(ya?ml|json)$/i

const failure = (path: string, error: unknown): GazeError => {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  return new GazeError(
    missing ? 'FILE_NOT_FOUND' : 'FILE_INVALID',
    missing ? `There is no file or directory ${path}` : `${path} cannot be read`,
    {
      ...(missing ? {} : { why: messageOf(error) }),
      hint: 'Name a file, a directory with *.yaml, *.yml or *.json, or - for stdin',
      details: { path },
      cause: error,
    },
  )
}

const filesOf = async (path: string, cwd: string): Promise<string[]> => {
  if (!(await stat(resolve(cwd, path))).isDirectory()) return [path]
  const names = (await readdir(resolve(cwd, path))).filter((name) => SITE_FILE.test(name)).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new GazeError('FILE_NOT_FOUND', `There is nothing to apply in the directory ${path}`, {
    hint: 'It should hold *.yaml, *.yml or *.json; directories below it are not looked into',
    details: { path },
  })
}

/** The texts of FILE, of the files in DIR by name, or of stdin. @throws GazeError FILE_NOT_FOUND, FILE_INVALID */
export const readSiteFiles = async (paths: readonly string[], cwd: string): Promise<FileText[]> => {
  const texts: FileText[] = []
  for (const path of paths) {
    if (path === '-') {
      texts.push({ file: 'stdin', text: await readStdin(), cwd })
      continue
    }
    try {
      for (const file of await filesOf(path, cwd)) {
        const text = await readFile(resolve(cwd, file), 'utf8')
        texts.push({ file, text, cwd: dirname(resolve(cwd, file)) })
      }
    } catch (error) {
      throw error instanceof GazeError ? error : failure(path, error)
    }
  }
  return texts
}
