import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'

export interface CliResult {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  /** Added to a bare environment (PATH and a home of its own); undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Text for stdin; without it stdin is empty. */
  readonly input?: string
  /** The temporary home; without it each run gets one that is removed afterwards. */
  readonly home?: string
  readonly cwd?: string
  /** Kills a run that takes longer; 120 s unless told. */
  readonly timeoutMs?: number
}

/** A home with nothing in it, for tests that run several commands in one place. Remove it with `rmSync`. */
export const createHome = (): string => mkdtempSync(join(tmpdir(), 'gaze-test-'))

/** The state directory that `runCli` and `startCli` use in that home. */
export const stateOf = (home: string): string => join(home, 'state', 'gaze')

const bin = join(packageRoot, 'bin', 'run.js')

/** What a command sees: no variable of the caller but PATH, NODE_V8_COVERAGE and the test's own. */
export const cliEnvironment = (home: string, more: CliOptions['env'] = {}): Record<string, string> => {
  const own = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    TMPDIR: join(home, 'tmp'),
    ...more,
  }
  return Object.fromEntries(
    Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** A command that goes on: its process and what it has said so far. */
export interface RunningCli {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves once stdout (or stderr) matches; rejects at its end or after `timeoutMs` (60 s), with all it said. */
  until(pattern: RegExp, where?: 'stdout' | 'stderr', timeoutMs?: number): Promise<string>
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>
  readonly ended: Promise<CliResult>
}

/** Starts the built program in `home`. The caller ends it by `stop` or waits for `ended`. */
export const startCli = (
  args: readonly string[],
  options: CliOptions & { readonly home: string },
): RunningCli => {
  if (!existsSync(join(packageRoot, 'dist', 'main.js')))
    throw new Error('dist/ is missing: run `npm run build` first')
  mkdirSync(join(options.home, 'tmp'), { recursive: true })
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd ?? options.home,
    env: cliEnvironment(options.home, options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const where of ['stdout', 'stderr'] as const) {
    child[where].setEncoding('utf8')
    child[where].on('data', (text: string) => {
      said[where] += text
    })
  }
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const deadline = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 120_000)
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(deadline)
      resolve({ code, signal, ...said })
    })
  })
  const until: RunningCli['until'] = (pattern, where = 'stdout', timeoutMs = 60_000) =>
    new Promise((resolve, reject) => {
      const failed = (why: string): void =>
        finish(() => reject(new Error(`${why} before ${pattern}\n${said.stdout}\n${said.stderr}`)))
      const look = (): void => {
        if (pattern.test(said[where])) finish(() => resolve(said[where]))
      }
      const end = (): void => failed(`gaze ${args.join(' ')} ended`)
      const timer = setTimeout(() => failed(`${timeoutMs} ms passed`), timeoutMs)
      const finish = (settle: () => void): void => {
        clearTimeout(timer)
        child[where].off('data', look)
        child.off('close', end)
        settle()
      }
      child[where].on('data', look)
      child.once('close', end)
      look()
    })
  const stop: RunningCli['stop'] = (signal = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, until, stop, ended }
}

/** Runs the built program to its end. */
export const runCli = async (args: readonly string[], options: CliOptions = {}): Promise<CliResult> => {
  const home = options.home ?? createHome()
  try {
    return await startCli(args, { ...options, home }).ended
  } finally {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true })
  }
}

/** Runs with `--json` and gives what stdout says; throws with all output unless it exits 0. */
export const runJson = async <T>(args: readonly string[], options: CliOptions = {}): Promise<T> => {
  const result = await runCli([...args, '--json'], options)
  if (result.code !== 0)
    throw new Error(`gaze ${args.join(' ')} exited ${result.code}\n${result.stdout}\n${result.stderr}`)
  return JSON.parse(result.stdout) as T
}
