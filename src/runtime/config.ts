import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { readConfigFile } from './config-file.ts'
import { contextsOf } from './context-entries.ts'
import type { Context } from './contexts.ts'
import { GazeError } from './errors.ts'

/** The only place that reads the environment; all else gets values passed. */
const env = process.env

export type Origin = 'flag' | 'environment' | 'file' | 'default'

/** One value and where it came from; `source` names the flag, the variable or the file. */
export interface Setting<T> {
  readonly value: T
  readonly origin: Origin
  readonly source: string
}

/** What a command runs under, each value by flag > environment > config file > default. */
export interface Settings {
  /** The path that is read, and where `context use` writes. */
  readonly configFile: Setting<string>
  readonly context: Setting<string>
  /** All that there are. */
  readonly contexts: Setting<readonly Context[]>
  /** Absolute path. */
  readonly stateDir: Setting<string>
  readonly debug: Setting<boolean>
  readonly quiet: Setting<boolean>
  readonly color: Setting<boolean>
}

/** What the flags said; undefined where a flag was not given. */
export interface FlagSettings {
  readonly context?: string | undefined
  readonly stateDir?: string | undefined
  readonly debug?: boolean | undefined
  readonly quiet?: boolean | undefined
  readonly color?: boolean | undefined
}

/** The root for a user whom the system does not know, as in a container with a number for a user. */
const home = (): string => {
  try {
    return env.HOME || homedir()
  } catch {
    return '/'
  }
}
const configDir = (): string => join(env.XDG_CONFIG_HOME || join(home(), '.config'), 'gaze')
const defaultStateDir = (): string => join(env.XDG_STATE_HOME || join(home(), '.local', 'state'), 'gaze')
const isSet = (value: string | undefined): value is string => value !== undefined && value !== ''
const isOn = (value: string): boolean => !['0', 'false', 'no', 'off'].includes(value.toLowerCase())

/** The config file that is read: the one that exists, or where a new one is written. */
const configPath = (): string => {
  const paths = ['config.yaml', 'config.yml', 'config.json'].map((name) => join(configDir(), name))
  return paths.find((path) => existsSync(path)) ?? join(configDir(), 'config.yaml')
}

type Candidate<T> = readonly [value: T | undefined, origin: Origin, source: string]

const pick = <T>(fallback: T, ...candidates: Candidate<T>[]): Setting<T> => {
  for (const [value, origin, source] of candidates) if (value !== undefined) return { value, origin, source }
  return { value: fallback, origin: 'default', source: '' }
}

const variable = (name: string): Candidate<string> => [
  isSet(env[name]) ? env[name] : undefined,
  'environment',
  name,
]

/**
 * Whether output is coloured, decided before anything that prints is loaded, from the raw arguments.
 * The libraries that colour by themselves are told by FORCE_COLOR, the one variable all of them heed.
 */
export const decideColor = (argv: readonly string[], isTTY: boolean): Setting<boolean> => {
  const before = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  const decided = pick<boolean>(
    isTTY,
    [before.includes('--no-color') ? false : undefined, 'flag', '--no-color'],
    [isSet(env.NO_COLOR) ? false : undefined, 'environment', 'NO_COLOR'],
    [env.TERM === 'dumb' ? false : undefined, 'environment', 'TERM'],
    [isTTY ? undefined : false, 'default', 'not a terminal'],
  )
  env.FORCE_COLOR = decided.value ? '1' : '0'
  return decided
}

/**
 * A relative state directory of the file begins beside the file.
 * @throws GazeError FILE_INVALID for a config file that cannot be used; USAGE for an empty directory.
 */
export const readSettings = async (flags: FlagSettings, color: Setting<boolean>): Promise<Settings> => {
  if (flags.stateDir === '')
    throw new GazeError('USAGE', '--state-dir is empty', {
      hint: 'name a directory, or leave it away for the default',
    })
  const path = configPath()
  const file = await readConfigFile(path)
  const debugVariable = env.GAZE_DEBUG
  const stateDir = pick(
    defaultStateDir(),
    [flags.stateDir, 'flag', '--state-dir'],
    variable('GAZE_STATE_DIR'),
    [file.stateDir && resolve(dirname(path), file.stateDir), 'file', path],
    // It moves the default, so the file goes before it.
    [isSet(env.XDG_STATE_HOME) ? defaultStateDir() : undefined, 'default', 'XDG_STATE_HOME'],
  )
  return {
    configFile: {
      value: path,
      origin: isSet(env.XDG_CONFIG_HOME) ? 'environment' : 'default',
      source: isSet(env.XDG_CONFIG_HOME) ? 'XDG_CONFIG_HOME' : '',
    },
    context: pick('local', [flags.context, 'flag', '--context'], variable('GAZE_CONTEXT'), [
      file.context,
      'file',
      path,
    ]),
    contexts: pick(contextsOf(), [file.contexts && contextsOf(file.contexts), 'file', path]),
    stateDir: { ...stateDir, value: resolve(stateDir.value) },
    debug: pick(
      false,
      [flags.debug || undefined, 'flag', '--debug'],
      [isSet(debugVariable) ? isOn(debugVariable) : undefined, 'environment', 'GAZE_DEBUG'],
    ),
    quiet: pick(false, [flags.quiet || undefined, 'flag', '--quiet'], [file.quiet, 'file', path]),
    color: color.value && file.color === false ? { value: false, origin: 'file', source: path } : color,
  }
}

/** Whether GAZE_DEBUG asks for stack traces; for failures that come before the flags are read. */
export const debugFromEnvironment = (): boolean => isSet(env.GAZE_DEBUG) && isOn(env.GAZE_DEBUG)

/** Where Docker and Podman keep users and passwords of registries, those that are looked at first in front. */
export const registryAuthFiles = (): string[] => [
  ...(isSet(env.REGISTRY_AUTH_FILE) ? [env.REGISTRY_AUTH_FILE] : []),
  join(env.DOCKER_CONFIG || join(home(), '.docker'), 'config.json'),
  ...(isSet(env.XDG_RUNTIME_DIR) ? [join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json')] : []),
  join(env.XDG_CONFIG_HOME || join(home(), '.config'), 'containers', 'auth.json'),
]

/** A variable that the user named, as in `--secret-env K=env:VAR`. */
export const environmentVariable = (name: string): string | undefined => env[name]

/** Where a kubeconfig is looked for that nobody named: KUBECONFIG, a list as kubectl takes it, else ~/.kube/config. */
export const defaultKubeconfigs = (): readonly string[] =>
  isSet(env.KUBECONFIG)
    ? env.KUBECONFIG.split(delimiter).filter((path) => path !== '')
    : [join(home(), '.kube', 'config')]

/** What child processes get of the caller's environment; colour decisions stay here. */
export const inheritedEnvironment = (): Record<string, string> => {
  const { FORCE_COLOR: _color, ...rest } = env
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => isSet(entry[1])),
  )
}

/** Sets a variable for native libraries of this process, which read it as they are loaded. */
export const setForLibraries = (name: string, value: string): void => {
  process.env[name] = value
}
