import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { inheritedEnvironment } from '../../../../config.ts'
import { GazeError } from '../../../../errors.ts'
import { NODES_DIR } from '../../../../nodes/own/load.ts'
import { modulesIn } from '../../../../nodes/own/modules.ts'
import { programPath } from '../../../../package-root.ts'
import { childEnd } from '../../../../process/child-end.ts'
import { type Checked, checkSource } from './check-source.ts'
import type { Order, Reply } from './messages.ts'
import { errorOf, type ToldError } from '../../../../process/told-error.ts'

/** For each module. */
const LOAD_LIMIT_MS = 10_000
/** What awaits something is named by its own process; one that says nothing for longer does not let it. */
const SILENCE_MS = LOAD_LIMIT_MS + 2_000

/** A directory of a pipeline and its copy. */
interface Copy {
  readonly dir: string | undefined
  readonly copied: string | undefined
}

const spawnCheck = (): ChildProcess =>
  spawn(process.execPath, [programPath('check-nodes')], {
    env: inheritedEnvironment(),
    // What a module prints is no result of the command.
    stdio: ['ignore', 2, 2, 'ipc'],
  })

const blocked = (path: string): GazeError =>
  new GazeError('FILE_INVALID', `${path} has not finished loading within ${LOAD_LIMIT_MS} ms`, {
    why: 'It computes or waits at its top level, and lets nothing else run',
    hint: 'Do that in open() instead, which each pod calls',
  })

const endedIn = (path: string, reason: string): GazeError =>
  new GazeError('FILE_INVALID', `${path || 'A node'} ends the process that loads it`, {
    why: reason,
    hint: 'A module of a node does nothing but export it',
  })

/** A failure that names the files as the user knows them. */
const renamed = (error: ToldError, rename: (text: string) => string): GazeError =>
  errorOf({
    ...error,
    message: rename(error.message),
    why: error.why && rename(error.why),
    hint: error.hint && rename(error.hint),
  })

/** What the process says in the end; it is gone then. @throws GazeError, the signal's reason */
const askOnce = async (
  order: Order,
  rename: (text: string) => string,
  signal: AbortSignal,
): Promise<Checked> => {
  signal.throwIfAborted()
  const child = spawnCheck()
  const { exit, drained } = childEnd(child)
  const kill = (): boolean => child.kill('SIGKILL')
  let loading = ''
  let answer: Checked | GazeError | undefined
  const silence = setTimeout(() => {
    answer = blocked(loading)
    kill()
  }, SILENCE_MS)
  child.on('message', (reply: Reply) => {
    silence.refresh()
    if (reply.type === 'loading') loading = rename(reply.path)
    else answer = reply.type === 'checked' ? reply.checked : renamed(reply.error, rename)
  })
  signal.addEventListener('abort', kill, { once: true })
  child.send(order, () => {})
  try {
    const reason = await exit
    await drained
    signal.throwIfAborted()
    answer ??= endedIn(loading, reason)
    if (answer instanceof GazeError) throw answer
    return answer
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', kill)
  }
}

/**
 * Checks a pipeline; modules of its nodes run in a process of their own, which is killed when one does not end.
 * @throws GazeError FILE_INVALID, PIPELINE_INVALID with every error, the signal's reason
 */
export const checkApart = async (
  text: string,
  { dir = '', copied }: Copy,
  signal: AbortSignal,
): Promise<Checked> => {
  if (copied === undefined || (await modulesIn(join(dir, NODES_DIR))).length === 0)
    return checkSource(text, undefined, { limitMs: LOAD_LIMIT_MS, signal })
  const order = { text, nodesDir: join(copied, NODES_DIR), limitMs: LOAD_LIMIT_MS }
  return askOnce(order, (said) => said.replaceAll(copied, dir), signal)
}
