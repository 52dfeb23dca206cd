import { isGazeError } from '../../errors.ts'
import type { Stack } from '../../reconcile/stack.ts'
import { readJson } from '../../service/files.ts'
import { isAlive } from '../../service/process-mark.ts'
import type { StateDir } from '../../state-dir.ts'

/** The running stack of a state directory, by stack.json and the process that it names. */
export const readStack = async (dir: StateDir): Promise<Stack | undefined> => {
  const stack = await readJson<Stack>(dir.stack).catch((error: unknown) => {
    // A file that is damaged names no process.
    if (isGazeError(error, 'FILE_INVALID')) return undefined
    throw error
  })
  return stack !== undefined && isAlive(stack) ? stack : undefined
}
