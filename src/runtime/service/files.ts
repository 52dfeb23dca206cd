import { existsSync, readdirSync } from 'node:fs'
import { access, constants, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GazeError } from '../errors.ts'

let count = 0

/** Nothing is there, and nothing can be where a file stands for a directory above. */
export const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Makes new and renamed files of a directory survive a power loss. */
export const fsyncDir = async (path: string): Promise<void> => {
  const dir = await open(path, 'r')
  try {
    await dir.sync()
  } finally {
    await dir.close()
  }
}

/**
 * Replaces the file whole or not at all, also over a crash or, where it is `lasting`, a power loss (0600).
 * @throws the system's error (ENOSPC, EACCES, …); the old file is then as it was.
 */
export const writeFileAtomic = async (
  path: string,
  data: string | Uint8Array,
  { lasting = true }: { readonly lasting?: boolean } = {},
): Promise<void> => {
  count += 1
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${count}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(data)
      if (lasting) await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  if (lasting) await fsyncDir(dirname(path))
}

const makeDir = async (path: string, mode: number): Promise<void> => {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
  }
}

/**
 * Makes the directory and those above it that are missing; without `mode` for the owner alone (0700).
 * @throws the system's error (EACCES, EROFS, ENOTDIR, …)
 */
export const ensureDir = async (path: string, mode = 0o700): Promise<void> => {
  try {
    await makeDir(path, mode)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Another process may make those above at this moment, so each is tried again, once: Node's own `recursive` never
    // returns where a file system such as /proc says ENOENT for ever.
    if (!existsSync(dirname(path))) await ensureDir(dirname(path), mode)
    await makeDir(path, mode)
  }
}

/** Makes nothing. @throws the system's error when the directory cannot be written, or made where there is none. */
export const requireWritable = async (path: string): Promise<void> => {
  try {
    // The dot asks for a directory.
    await access(`${path}/.`, constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await requireWritable(dirname(path))
  }
}

/**
 * What a JSON file of our own holds; undefined when there is none. The caller vouches for the type.
 * @throws GazeError FILE_INVALID when it is not JSON.
 */
export const readJson = async <T>(path: string): Promise<T | undefined> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new GazeError('FILE_INVALID', `${path} is not JSON`, { cause })
  }
}

/** Names of what is in a directory; none where there is no directory. */
export const entriesOf = (dir: string): string[] => {
  try {
    return readdirSync(dir)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
