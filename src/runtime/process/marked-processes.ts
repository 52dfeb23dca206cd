import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { isAlive, type ProcessIdentity, processMark } from '../service/process-mark.ts'

/** In the environment of all that the local cluster starts, and so of all that those start. */
export const MARKER = 'GAZE_POD_UID'

/** Begins the marker of every process of this state directory, and of no other. */
export const markerOf = (root: string): string =>
  `${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 12)}-`

const ROUNDS = 50
const PAUSE_MS = 20

const environOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    // Another user's process, or one that has just ended.
    return ''
  }
}

const pids = (): string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    // Not Linux: there the process group alone has to do.
    return []
  }
}

/** Processes whose marker begins with `prefix`, this one excepted. */
export const markedProcesses = (prefix: string): ProcessIdentity[] =>
  pids()
    .filter((pid) => Number(pid) !== process.pid)
    .filter((pid) => `\0${environOf(pid)}`.includes(`\0${MARKER}=${prefix}`))
    .map((pid) => ({ pid: Number(pid), mark: processMark(Number(pid)) ?? '' }))
    .filter(({ mark }) => mark !== '')

/** Sends the signal to exactly that process (`group`: to its whole group); nothing when it has ended. */
export const signalProcess = (target: ProcessIdentity, signal: NodeJS.Signals, group = false): void => {
  if (!isAlive(target)) return
  try {
    process.kill(group ? -target.pid : target.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Ends at once all whose marker begins with `prefix`, until none is left; they may start others meanwhile. Gives
 * those that are still there after a second: the system itself holds them.
 */
export const killMarked = async (prefix: string): Promise<readonly ProcessIdentity[]> => {
  let found = markedProcesses(prefix)
  for (let round = 0; round < ROUNDS && found.length > 0; round++) {
    for (const target of found) signalProcess(target, 'SIGKILL')
    await setTimeout(PAUSE_MS)
    found = markedProcesses(prefix)
  }
  return found
}
