import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inheritedEnvironment } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import { programPath } from '../../package-root.ts'
import { MARKER } from '../../process/marked-processes.ts'
import { errorOf } from '../../process/told-error.ts'
import type { StayMessage, SupervisorArguments, SupervisorMessage } from '../../reconcile/handshake.ts'
import type { Stack } from '../../reconcile/stack.ts'
import { unwritable } from '../../records/unavailable.ts'
import { ensureDir, requireWritable } from '../../service/files.ts'
import { pause } from '../../service/pause.ts'
import { isAlive, processMark } from '../../service/process-mark.ts'
import type { StateDir } from '../../state-dir.ts'
import { readStack } from '../site/read-stack.ts'
import { isReady } from './ask.ts'

export interface UpOptions {
  readonly dir: StateDir
  readonly ingest?: SupervisorArguments['ingest']
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Something worth telling, such as another port than usual. */
  notice(text: string): void
}

export interface UpResult {
  readonly result: 'created' | 'unchanged'
  readonly stack: Stack
}

const LOOK_MS = 100
/** For an interrupted start to end in order. */
const END_MS = 15_000

/** Without the marker of another stack, in a pod of which this may have been typed. */
export const stackEnvironment = (): Record<string, string> => {
  const { [MARKER]: _marker, ...rest } = inheritedEnvironment()
  return rest
}

const lastLine = (path: string): string => readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? ''

/** A directory that cannot be made or a disk that is full shows here first. */
const openErrors = async (dir: StateDir): Promise<{ fd: number; path: string }> => {
  const folder = join(dir.logs, '_services')
  const path = join(folder, 'info-update.stderr')
  try {
    await ensureDir(folder)
    return { fd: openSync(path, 'w', 0o600), path }
  } catch (error) {
    throw unwritable(dir.root, error)
  }
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve()).once('error', () => resolve())
  })

const stay = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    const message: StayMessage = { type: 'stay' }
    child.once('disconnect', resolve)
    child.send(message, () => {})
  })

type Outcome = Extract<SupervisorMessage, { type: 'ready' | 'held' }>

/** What the new supervisor says of its start. */
const outcome = (child: ChildProcess, { notice, signal }: UpOptions, errors: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      child.kill('SIGTERM')
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    const settle = (end: () => void): void => {
      signal.removeEventListener('abort', onAbort)
      end()
    }
    child.on('message', (raw) => {
      const message = raw as SupervisorMessage
      if (message.type === 'notice') notice(message.text)
      else if (message.type === 'failed') settle(() => reject(errorOf(message.error)))
      else settle(() => resolve(message))
    })
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, by) =>
      settle(() => {
        const why = lastLine(errors) || `It ended with ${by ?? `exit code ${code}`}`
        reject(
          signal.aborted
            ? signal.reason
            : new GazeError('FAILED', 'The local stack ended while it was starting', {
                why,
                hint: 'gaze logs tail --service info-update --no-follow',
              }),
        )
      }),
    )
  })

const launch = async (options: UpOptions): Promise<Outcome> => {
  const { dir, ingest } = options
  const args: SupervisorArguments = {
    stateDir: dir.root,
    foreground: false,
    ...(ingest === undefined ? {} : { ingest }),
  }
  const errors = await openErrors(dir)
  const child = spawn(process.execPath, [programPath('supervisor'), JSON.stringify(args)], {
    // Not where it was typed: that directory may go.
    cwd: dir.root,
    detached: true,
    env: stackEnvironment(),
    stdio: ['ignore', 'ignore', errors.fd, 'ipc'],
  })
  closeSync(errors.fd)
  try {
    const said = await outcome(child, options, errors.path)
    if (said.type === 'ready') await stay(child)
    return said
  } catch (error) {
    await Promise.race([ended(child), pause(END_MS, new AbortController().signal)])
    throw error
  } finally {
    if (child.connected) child.disconnect()
    child.unref()
  }
}

const checkIngest = (stack: Stack, asked: UpOptions['ingest']): void => {
  if (asked === undefined) return
  const samePort = asked.port === 0 || asked.port === stack.ports.ingest
  if (samePort && asked.host === stack.ingestHost) return
  throw new GazeError('PRECONDITION', 'The stack is running with another ingest address', {
    why: `It listens on ${stack.ingestHost}:${stack.ports.ingest}`,
    hint: `gaze down && gaze up --ingest ${asked.host}:${asked.port}`,
    details: { host: stack.ingestHost, port: stack.ports.ingest },
  })
}

/** Waits for a supervisor that somebody else started; undefined when it ends. */
const untilReady = async (options: UpOptions, pid: number, deadline: number): Promise<Stack | undefined> => {
  const mark = processMark(pid) ?? ''
  while (isAlive({ pid, mark })) {
    const stack = await readStack(options.dir)
    if (stack?.pid === pid && (await isReady(stack, options.signal))) return stack
    options.signal.throwIfAborted()
    if (Date.now() > deadline)
      throw new GazeError('TIMEOUT', 'The stack that is starting did not become ready', {
        hint: 'gaze logs tail --service info-update --no-follow',
        details: { pid },
      })
    await pause(LOOK_MS, options.signal)
  }
  return undefined
}

/**
 * Starts the local stack and waits until it is ready; `unchanged` when it runs, whoever started it.
 * An abort before that ends what was started.
 * @throws GazeError what the supervisor could not do: PORT_IN_USE, STORE_UNAVAILABLE, …; PRECONDITION, TIMEOUT.
 */
export const startStack = async (options: UpOptions): Promise<UpResult> => {
  const deadline = Date.now() + options.timeoutMs
  for (;;) {
    options.signal.throwIfAborted()
    const running = await readStack(options.dir)
    const said = running === undefined ? await launch(options) : ({ type: 'held', pid: running.pid } as const)
    if (said.type === 'ready') return { result: 'created', stack: said.stack }
    const stack = await untilReady(options, said.pid, deadline)
    if (stack === undefined) continue
    checkIngest(stack, options.ingest)
    return { result: 'unchanged', stack }
  }
}

/** What {@link startStack} would do, without doing it. */
export const wouldStart = async (
  options: Pick<UpOptions, 'dir' | 'ingest'>,
): Promise<{ result: UpResult['result']; stack: Stack | undefined }> => {
  const stack = await readStack(options.dir)
  if (stack === undefined) {
    await requireWritable(options.dir.root).catch((error: unknown) => {
      throw unwritable(options.dir.root, error)
    })
    return { result: 'created', stack }
  }
  checkIngest(stack, options.ingest)
  return { result: 'unchanged', stack }
}
