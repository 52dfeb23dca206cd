import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { GazeError } from '../errors.ts'
import { jittered } from './retry-back-off.ts'
import { isMissing } from '../service/files.ts'
import { pause } from '../service/pause.ts'
import { isAlive, ownIdentity, type ProcessIdentity } from '../service/process-mark.ts'

const LOOK_MS = 50
/** What is done under a lock takes milliseconds. */
const WAIT_MS = 10_000

const isHeld = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST'

const take = async (lock: string): Promise<boolean> => {
  try {
    await writeFile(lock, JSON.stringify(ownIdentity()), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (isHeld(error)) return false
    throw error
  }
}

const isAbandoned = async (lock: string): Promise<boolean> => {
  const text = await readFile(lock, 'utf8')
  try {
    return !isAlive(JSON.parse(text) as ProcessIdentity)
  } catch {
    // Its holder is writing it, or was killed while it did.
    return Date.now() - (await stat(lock)).mtimeMs > WAIT_MS / 2
  }
}

const lockOf = (path: string): string => `${path}.lock`

/**
 * Removes a lock whose holder is gone. Who does so holds the lock of that lock and looks again, so that nobody removes
 * what another has taken meanwhile; one that was killed at it is removed in the same way.
 */
const dropAbandoned = async (lock: string): Promise<void> => {
  try {
    if (!(await isAbandoned(lock))) return
    const guard = lockOf(lock)
    if (!(await take(guard))) return await dropAbandoned(guard)
    try {
      if (await isAbandoned(lock)) await rm(lock, { force: true })
    } finally {
      await rm(guard, { force: true })
    }
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/**
 * Runs `work` while no other process does so for the same path; a lock whose holder was killed is taken over.
 * @throws the system's error (EACCES, ENOENT, …) when `PATH.lock` cannot be made, the signal's reason, GazeError TIMEOUT
 */
export const withFileLock = async <T>(
  path: string,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> => {
  const lock = lockOf(path)
  const end = Date.now() + WAIT_MS
  while (!(await take(lock))) {
    signal.throwIfAborted()
    if (Date.now() > end)
      throw new GazeError('TIMEOUT', `Another gaze is changing ${path}`, {
        why: `${lock} was there for ${WAIT_MS / 1_000} s`,
        hint: `Repeat the command; remove ${lock} if no other gaze runs`,
      })
    await dropAbandoned(lock)
    await pause(jittered(LOOK_MS), signal)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}
