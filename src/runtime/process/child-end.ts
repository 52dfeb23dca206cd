import type { ChildProcess } from 'node:child_process'
import { messageOf } from '../errors.ts'

/** Somebody who took the pipe along may hold it open. */
const DRAIN_MS = 1_000

const reasonOf = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${code}` : `signal ${signal}`

/**
 * `exit`: how the process ended, also when it could not be started.
 * `drained`: then all of its output has been read, or nothing more is waited for.
 */
export const childEnd = (child: ChildProcess): { exit: Promise<string>; drained: Promise<void> } => {
  const exit = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(reasonOf(code, signal)))
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(messageOf(error))
    })
  })
  // A message that could not be sent shows here as well; the end of the process is what counts.
  child.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const late = exit.then(() => new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref()))
  return { exit, drained: Promise.race([closed, late]) }
}
