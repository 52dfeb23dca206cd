import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { problemInContexts } from './context-entries.ts'
import type { KubernetesEntry } from './contexts.ts'
import { GazeError, messageOf } from './errors.ts'
import { nearest } from './nearest.ts'
import { ensureDir, writeFileAtomic } from './service/files.ts'

/** The config file, all keys optional. */
export interface ConfigFile {
  readonly context?: string
  readonly stateDir?: string
  readonly quiet?: boolean
  readonly color?: boolean
  /** By name; `local` is always there. */
  readonly contexts?: Readonly<Record<string, KubernetesEntry>>
}

const KEYS: Readonly<Record<keyof ConfigFile, 'string' | 'boolean' | 'object'>> = {
  context: 'string',
  stateDir: 'string',
  quiet: 'boolean',
  color: 'boolean',
  contexts: 'object',
}

const invalid = (path: string, why: string, cause?: unknown): GazeError =>
  new GazeError('FILE_INVALID', `The config file ${path} is not valid`, {
    why,
    hint: `correct or remove ${path}`,
    details: { path },
    cause,
  })

const check = (path: string, content: unknown): ConfigFile => {
  if (content === null || content === undefined) return {}
  if (typeof content !== 'object' || Array.isArray(content))
    throw invalid(path, 'It is not a mapping of settings.')
  for (const [key, value] of Object.entries(content)) {
    const type = Object.hasOwn(KEYS, key) ? KEYS[key as keyof ConfigFile] : undefined
    const near = nearest(key, Object.keys(KEYS))
    if (type === undefined)
      throw invalid(path, `"${key}" is no setting${near ? `; did you mean "${near}"?` : '.'}`)
    if (type !== 'object' && typeof value !== type) throw invalid(path, `"${key}" must be a ${type}.`)
    if (value === '') throw invalid(path, `"${key}" is empty.`)
  }
  const problem = 'contexts' in content ? problemInContexts(content.contexts) : undefined
  if (problem !== undefined) throw invalid(path, problem)
  return content
}

const parse = async (path: string, text: string): Promise<unknown> => {
  if (path.endsWith('.json')) return JSON.parse(text)
  const { parse } = await import('yaml')
  return parse(text)
}

/** Nothing when there is no file. @throws GazeError FILE_INVALID when it does not parse or has unknown keys. */
export const readConfigFile = async (path: string): Promise<ConfigFile> => {
  if (!existsSync(path)) return {}
  let content: unknown
  try {
    content = await parse(path, readFileSync(path, 'utf8'))
  } catch (error) {
    throw invalid(path, messageOf(error).split('\n')[0] ?? '', error)
  }
  return check(path, content)
}

/** A value by the keys that lead to it; undefined takes it away. */
export type ConfigChange = readonly [keys: readonly [keyof ConfigFile, ...string[]], value: unknown]

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** A mapping that its last value leaves goes, too. */
const changed = (content: object, [key = '', ...rest]: readonly string[], value: unknown): object => {
  const { [key]: old, ...others } = content as Record<string, unknown>
  const now = rest.length === 0 ? value : changed((old ?? {}) as object, rest, value)
  return now === undefined || isEmpty(now) ? others : { ...others, [key]: now }
}

const changedYaml = async (text: string, changes: readonly ConfigChange[]): Promise<string> => {
  const { isMap, parseDocument } = await import('yaml')
  const document = parseDocument(text)
  for (const [keys, value] of changes) {
    if (value !== undefined) document.setIn(keys, document.createNode(value))
    else document.deleteIn(keys)
    const above = document.getIn(keys.slice(0, -1))
    if (keys.length > 1 && isMap(above) && above.items.length === 0) document.deleteIn(keys.slice(0, -1))
  }
  return document.toString()
}

const notWritten = (path: string, error: unknown): unknown => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === undefined || error instanceof GazeError) return error
  const isForbidden = ['EACCES', 'EPERM', 'EROFS'].includes(code)
  return new GazeError(isForbidden ? 'NOT_ALLOWED' : 'FAILED', `The config file ${path} cannot be written`, {
    why: message,
    hint: 'set XDG_CONFIG_HOME to a directory that is yours, or make this one writable',
    details: { path },
    cause: error,
  })
}

/**
 * Makes the changes and leaves all else in the file as it is, comments too; of several programs at once, one after the other.
 * @throws GazeError FILE_INVALID; NOT_ALLOWED, FAILED when it cannot be written; TIMEOUT
 */
export const changeConfigFile = async (
  path: string,
  changes: readonly ConfigChange[],
  signal: AbortSignal,
): Promise<void> => {
  const write = async (): Promise<void> => {
    const before = await readConfigFile(path)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const after = path.endsWith('.json')
      ? `${JSON.stringify(
          changes.reduce<object>((content, [keys, value]) => changed(content, keys, value), before),
          undefined,
          2,
        )}\n`
      : await changedYaml(text, changes)
    await writeFileAtomic(path, after)
  }
  try {
    await ensureDir(dirname(path))
    const { withFileLock } = await import('./process/file-lock.ts')
    await withFileLock(path, write, signal)
  } catch (error) {
    throw notWritten(path, error)
  }
}
