import { once } from 'node:events'
import { GazeError, messageOf } from '../../../runtime/errors.ts'

const stdoutFailed = (error: NodeJS.ErrnoException): GazeError =>
  new GazeError('FAILED', 'Standard output cannot be written', {
    why: messageOf(error),
    hint:
      error.code === 'ENOSPC' ? 'free some space where it goes' : 'see that what it goes to can be written',
    cause: error,
  })

let wipeStanding = (): void => {}

/** What stands on the last line of the terminal and is drawn again by itself: `wipe` makes room before each text. */
export const makeRoomBy = (wipe: () => void): void => {
  wipeStanding = wipe
}

/** Writes and waits while the reader is slow, so that nothing piles up and nothing is cut. */
export const write = async (
  stream: NodeJS.WriteStream,
  text: string,
  signal?: AbortSignal,
): Promise<void> => {
  if (stream.destroyed) return
  wipeStanding()
  if (stream.write(text)) return
  // A reader that is gone and a signal are told elsewhere; here they only end the wait.
  await once(stream, 'drain', signal ? { signal } : {}).catch(() => {})
}

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) return resolve()
    stream.once('close', resolve)
    stream.write('', () => resolve())
  })

/** Resolves when all that was printed has left the process, however slow its reader. */
export const flush = async (): Promise<void> => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
}

/**
 * Calls back once when the reader of stdout is gone (`gaze … | head -1`).
 * A reader of stderr that goes away takes nothing but notices with it, so that is no reason to end.
 */
export const onReaderGone = (callback: () => void): void => {
  // oclif, too, throws what is no EPIPE, with nothing said of where it comes from.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw stdoutFailed(error)
    callback()
  })
  process.stderr.on('error', () => {})
}
