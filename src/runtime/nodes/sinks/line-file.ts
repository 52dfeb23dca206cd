import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { GazeError } from '../../errors.ts'
import type { NodeContext } from '../../pipeline/node.ts'
import { whyNotWritten } from './write-faults.ts'

/** Lines that are kept while the file cannot be written; beyond, the oldest go. */
const KEPT_LINES = 10_000
/** Lines that may wait for a slow disk before whoever brings more has to wait. */
const WAITING_LINES = 1_000
const RETRY_MS = 1_000

/** Without O_NONBLOCK a pipe that nobody reads would hold a thread, and with it the end of the process. */
const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NONBLOCK
const ANEW = APPEND | constants.O_TRUNC

/** A file that whole lines are appended to. */
export interface LineFile {
  /** Each line ends in a newline. Resolves when there is room for more. */
  append(lines: readonly string[]): Promise<void> | undefined
  /** Resolves when all is written, or when it cannot be. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Writes all of it, or takes back what a full disk let through, so that no line of a file is ever torn. */
const appendWhole = async (handle: FileHandle, bytes: Buffer): Promise<void> => {
  let written = 0
  try {
    while (written < bytes.length) {
      written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten
    }
  } catch (error) {
    const stat = await handle.stat()
    if (written > 0 && stat.isFile()) await handle.truncate(stat.size - written)
    throw error
  }
}

/**
 * A file that cannot be written while the pipeline runs makes the node `failed` and is tried again.
 * @throws GazeError SINK_FAILED when it cannot be opened.
 */
export const openLineFile = async (
  path: string,
  context: Pick<NodeContext, 'drop' | 'report' | 'log' | 'now'>,
  { anew = false }: { /** What is there goes. */ readonly anew?: boolean } = {},
): Promise<LineFile> => {
  let handle: FileHandle
  try {
    handle = await open(path, anew ? ANEW : APPEND, 0o600)
  } catch (cause) {
    throw new GazeError('SINK_FAILED', `${path} cannot be written`, {
      why: whyNotWritten(cause),
      hint: 'name another path, or mend this one',
      details: { path },
      cause,
    })
  }
  const waiting: string[] = []
  let failedAt: number | undefined
  let writing: Promise<void> | undefined

  const failed = (error: unknown): void => {
    if (failedAt === undefined) {
      context.log.warn(`${path} cannot be written: ${whyNotWritten(error)}`)
      context.report({ state: 'failed', message: `${path} cannot be written: ${whyNotWritten(error)}` })
    }
    failedAt = context.now()
  }
  const recovered = (): void => {
    if (failedAt !== undefined) context.report({ state: 'ok', message: '' })
    failedAt = undefined
  }
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting.slice(0, WAITING_LINES)
      try {
        await appendWhole(handle, Buffer.from(lines.join('')))
      } catch (error) {
        return failed(error)
      }
      waiting.splice(0, lines.length)
      recovered()
    }
  }
  const write = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = undefined
    })
    return writing
  }
  const bound = (): void => {
    const excess = waiting.length - KEPT_LINES
    // The lines at the front are just being written; they are let go only once that has failed.
    if (excess <= 0 || writing) return
    waiting.splice(0, excess)
    context.drop('not-written', excess)
  }
  return {
    append(lines) {
      waiting.push(...lines)
      bound()
      if (failedAt !== undefined && context.now() - failedAt < RETRY_MS) return undefined
      const written = write()
      return waiting.length > WAITING_LINES ? written : undefined
    },
    async flush() {
      await writing
      await write()
    },
    async close() {
      await writing
      await write()
      if (waiting.length > 0) context.drop('not-written', waiting.length)
      try {
        await handle.datasync()
      } catch (error) {
        failed(error)
      } finally {
        await handle.close()
      }
    },
  }
}
