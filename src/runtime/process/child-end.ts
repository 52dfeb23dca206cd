import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { messageOf } from '../errors.ts'

/** Somebody who took the pipe along may hold it open. */
const DRAIN_MS = 1_000

const reasonOf = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${code}` : `signal ${signal}`

const closed = (output: Readable | null): Promise<void> =>
  new Promise((resolve) => {
    if (output === null || output.closed) resolve()
    else output.once('close', () => resolve())
  })

/** All that it said over its channel has been heard. */
const heard = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.connected) child.once('disconnect', () => resolve())
    else resolve()
  })

/**
 * `exit`: how the process ended, also when it could not be started.
 * `drained`: then all of its output has been read and its channel is closed, or nothing more is waited for.
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
  // Node emits no `close` of a child whose channel was closed on this side.
  const read = Promise.all([exit, heard(child), closed(child.stdout), closed(child.stderr)])
  const late = exit.then(() => new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref()))
  return { exit, drained: Promise.race([read.then(() => {}), late]) }
}
