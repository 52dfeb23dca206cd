import { GazeError } from '../errors.ts'
import type { Env } from '../records/types.ts'
import { refusePassword } from './secrets-in-urls.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** @throws GazeError USAGE when it cannot be the name of an environment variable. */
export const checkEnvName = (flag: string, name: string): string => {
  if (NAME.test(name)) return name
  throw new GazeError('USAGE', `${flag} ${JSON.stringify(name)} does not name a variable`, {
    why: 'A name has letters, digits and "_", and does not begin with a digit',
    hint: `Write ${flag} NAME=VALUE`,
  })
}

/** What `--env` flags say: variables to set, and those to take away. */
export interface EnvChange {
  readonly set: Env
  readonly unset: readonly string[]
  /** All others are taken away, too. */
  readonly only?: boolean
}

/**
 * Of `K=V` and, to take one away, `K-`; the last one of a name counts.
 * @throws GazeError USAGE, PASSWORD_IN_URL
 */
export const parseEnvFlags = (flags: readonly string[]): EnvChange => {
  const set = new Map<string, string>()
  const unset = new Set<string>()
  for (const flag of flags) {
    const at = flag.indexOf('=')
    if (at < 0 && !flag.endsWith('-')) {
      throw new GazeError('USAGE', `--env ${flag} has no value`, {
        hint: `Write --env ${flag}=VALUE, or --env ${flag}- to take it away`,
      })
    }
    const name = checkEnvName('--env', flag.slice(0, at < 0 ? -1 : at))
    set.delete(name)
    unset.delete(name)
    if (at < 0) unset.add(name)
    else set.set(name, flag.slice(at + 1))
  }
  for (const [name, value] of set) refusePassword(`--env ${name}`, value)
  return { set: Object.fromEntries(set), unset: [...unset] }
}

/** The variables after the change, by name. */
export const changeEnv = (env: Env, change: EnvChange): Env =>
  Object.fromEntries(
    Object.entries({ ...(change.only === true ? {} : env), ...change.set })
      .filter(([name]) => !change.unset.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
