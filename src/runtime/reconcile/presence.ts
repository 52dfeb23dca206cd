import { readFile } from 'node:fs/promises'
import type { Stack } from './stack.ts'

const LOOK_MS = 3_000

const isOurs = async (path: string): Promise<boolean> => {
  try {
    const { pid } = JSON.parse(await readFile(path, 'utf8')) as Stack
    return pid === process.pid
  } catch (error) {
    // Only what is gone for certain counts; a disk in trouble is no reason to stop.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/**
 * Calls `lost` once when stack.json is gone or names another process: somebody has removed the state directory,
 * and a supervisor that nobody can find must not go on. Returns how to stop looking.
 */
export const watchPresence = (path: string, lost: () => void): (() => void) => {
  const timer = setInterval(async () => {
    if (await isOurs(path)) return
    clearInterval(timer)
    lost()
  }, LOOK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
