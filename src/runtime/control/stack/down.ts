import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GazeError } from '../../errors.ts'
import { markerOf, signalProcess } from '../../process/marked-processes.ts'
import { clearLeftovers } from '../../process/owned-process.ts'
import { currentSupervisor } from '../../reconcile/supervisor/claim.ts'
import { openEmbedded } from '../../records/embedded.ts'
import { pause } from '../../service/pause.ts'
import { isAlive, type ProcessIdentity } from '../../service/process-mark.ts'
import type { StateDir } from '../../state-dir.ts'
import { readStack } from '../site/read-stack.ts'
import { askProcess } from './ask.ts'

const LOOK_MS = 50
/** Above what the supervisor gives itself. */
const STOP_MS = 45_000
const LEFTOVER_GRACE_MS = 8_000

/** The supervisor by stack.json, or by its claim on the records while it starts. */
const findSupervisor = async (dir: StateDir): Promise<ProcessIdentity | undefined> => {
  const stack = await readStack(dir)
  if (stack !== undefined) return stack
  if (!existsSync(dir.records)) return undefined
  const records = await openEmbedded(dir)
  try {
    return await currentSupervisor(records)
  } finally {
    await records.close()
  }
}

const askToStop = async (dir: StateDir, supervisor: ProcessIdentity, signal: AbortSignal): Promise<void> => {
  const stack = await readStack(dir)
  const heard = stack && (await askProcess(dir, stack.ports.control, '/stop', signal, 'POST'))
  if (heard === undefined) signalProcess(supervisor, 'SIGTERM')
}

const waitForEnd = async (supervisor: ProcessIdentity, signal: AbortSignal): Promise<void> => {
  for (let waited = 0; isAlive(supervisor); waited += LOOK_MS) {
    signal.throwIfAborted()
    if (waited > STOP_MS) return signalProcess(supervisor, 'SIGKILL')
    await pause(LOOK_MS, signal)
  }
}

/**
 * Stops pods, gaze-server and supervisor, and returns when every process is gone, also those that a
 * supervisor which was killed left behind. An abort ends the waiting; the stack goes on stopping.
 * @throws GazeError STORE_UNAVAILABLE when nobody can say whether a supervisor runs.
 */
export const stopStack = async (dir: StateDir, signal: AbortSignal): Promise<'removed' | 'unchanged'> => {
  if (!existsSync(dir.root)) return 'unchanged'
  const supervisor = await findSupervisor(dir)
  if (supervisor !== undefined) {
    await askToStop(dir, supervisor, signal)
    await waitForEnd(supervisor, signal)
  }
  const left = await clearLeftovers(dir.pods, markerOf(dir.root), LEFTOVER_GRACE_MS)
  await rm(dir.stack, { force: true })
  return supervisor === undefined && left === 0 ? 'unchanged' : 'removed'
}

const kept = (dir: StateDir): string[] => {
  const { records, models, secrets, token, stack, logs, events, pods, ledger } = dir
  const ports = join(dir.root, 'ports.json')
  return [records, models, secrets, token, stack, logs, events, pods, ledger, ports].filter((path) =>
    existsSync(path),
  )
}

/**
 * Removes all that Gaze keeps in the state directory; false when there was nothing.
 * @throws GazeError PRECONDITION when a stack runs there.
 */
export const purgeState = async (dir: StateDir): Promise<boolean> => {
  if ((await readStack(dir)) !== undefined)
    throw new GazeError('PRECONDITION', 'The local stack is running again', { hint: 'gaze down --purge' })
  const paths = kept(dir)
  for (const path of paths) await rm(path, { recursive: true, force: true })
  return paths.length > 0
}

/** What {@link stopStack}, and `purge` after it, would do. */
export const wouldStop = async (dir: StateDir, purge: boolean): Promise<'removed' | 'unchanged'> =>
  (await findSupervisor(dir)) !== undefined || (purge && kept(dir).length > 0) ? 'removed' : 'unchanged'
