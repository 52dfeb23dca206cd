import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { problemInContexts } from './context-entries.ts'
import type { KubernetesEntry } from './contexts.ts'
import { type ErrorCode, GazeError, messageOf } from './errors.ts'
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

const changed = (content: object, [key = '', ...rest]: readonly string[], value: unknown): object => {
  const { [key]: old, ...others } = content as Record<string, unknown>
  const now = rest.length === 0 ? value : changed((old ?? {}) as object, rest, value)
  return now === undefined ? others : { ...others, [key]: now }
}

const notWritten = (path: string, error: unknown): GazeError => {
  const forbidden = ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')
  const code: ErrorCode = forbidden ? 'NOT_ALLOWED' : 'FAILED'
  return new GazeError(code, `The config file ${path} cannot be written`, {
    why: messageOf(error),
    hint: 'set XDG_CONFIG_HOME to a directory that is yours, or make this one writable',
    details: { path },
    cause: error,
  })
}

const write = async (path: string, text: string): Promise<void> => {
  try {
    await ensureDir(dirname(path))
    await writeFileAtomic(path, text)
  } catch (error) {
    throw notWritten(path, error)
  }
}

/**
 * Makes the changes and leaves all else in the file as it is, comments too.
 * @throws GazeError FILE_INVALID; NOT_ALLOWED, FAILED when it cannot be written
 */
export const changeConfigFile = async (path: string, changes: readonly ConfigChange[]): Promise<void> => {
  const before = await readConfigFile(path)
  if (path.endsWith('.json')) {
    const after = changes.reduce<object>((content, [keys, value]) => changed(content, keys, value), before)
    await write(path, `${JSON.stringify(after, undefined, 2)}\n`)
    return
  }
  const { parseDocument } = await import('yaml')
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : '')
  for (const [keys, value] of changes) {
    if (value === undefined) document.deleteIn(keys)
    else document.setIn(keys, document.createNode(value))
  }
  await write(path, document.toString())
}
