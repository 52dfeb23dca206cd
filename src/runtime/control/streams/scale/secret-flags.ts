import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { environmentVariable } from '../../../config.ts'
import { GazeError, messageOf } from '../../../errors.ts'
import { checkEnvName } from '../../env-flags.ts'
import { readStdin } from '../../read-stdin.ts'

/** What `--secret-env` flags say. */
export interface SecretChange {
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
  /** The names that there shall be, with the values that they have; all others are taken away. */
  readonly only?: readonly string[] | undefined
}

const FORMS = 'Write K=env:VAR, K=file:PATH, K=- for stdin, or K- to take it away'

const fromEnvironment = (name: string, variable: string): string => {
  const value = environmentVariable(variable)
  if (value !== undefined) return value
  throw new GazeError('USAGE', `The variable ${variable}, which --secret-env ${name} names, is not set`, {
    hint: `export ${variable}, or ${FORMS.charAt(0).toLowerCase()}${FORMS.slice(1)}`,
  })
}

const fromFile = async (name: string, path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new GazeError(
      missing ? 'FILE_NOT_FOUND' : 'FILE_INVALID',
      `The file of --secret-env ${name} cannot be read`,
      {
        why: missing ? `${path} is not there` : messageOf(error),
        hint: 'Check the path',
        cause: error,
      },
    )
  }
}

/** Files and pipes end with a newline that is no part of the secret. */
const withoutNewline = (text: string): string => text.replace(/\r?\n$/, '')

const readValue = async (name: string, from: string, cwd: string): Promise<string> => {
  if (from === '-') return withoutNewline(await readStdin())
  if (from.startsWith('env:')) return fromEnvironment(name, from.slice(4))
  if (from.startsWith('file:')) return withoutNewline(await fromFile(name, resolve(cwd, from.slice(5))))
  throw new GazeError('USAGE', `--secret-env ${name} does not say where the value comes from`, {
    why: 'A value itself would show in the process list and the shell history',
    hint: FORMS,
  })
}

/** @throws GazeError USAGE, FILE_NOT_FOUND, FILE_INVALID; no message repeats a value. */
export const readSecretFlags = async (flags: readonly string[], cwd: string): Promise<SecretChange> => {
  const set: Record<string, string> = {}
  const unset: string[] = []
  if (flags.filter((flag) => flag.endsWith('=-')).length > 1)
    throw new GazeError('USAGE', 'Only one --secret-env can be read from stdin', { hint: FORMS })
  for (const flag of flags) {
    const at = flag.indexOf('=')
    if (at < 0 && !flag.endsWith('-'))
      throw new GazeError('USAGE', `--secret-env ${flag} is not complete`, { hint: FORMS })
    const name = checkEnvName('--secret-env', flag.slice(0, at < 0 ? -1 : at))
    if (at < 0) unset.push(name)
    else set[name] = await readValue(name, flag.slice(at + 1), cwd)
  }
  return { set, unset: unset.filter((name) => !(name in set)) }
}
