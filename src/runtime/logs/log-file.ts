import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../errors.ts'
import { createStamps } from './stamp.ts'

export interface LogFileOptions {
  readonly path: string
  /** Of one file; then it becomes `<path>.1`, and so on. */
  readonly maxBytes?: number
  /** Files kept, the one that is written among them. */
  readonly files?: number
  readonly nowMs?: () => number
}

export type LogSource = 'out' | 'err'

/** Lines `<time> out|err <text>` in files of bounded size; never throws, counts what it cannot write. */
export interface LogFile {
  write(source: LogSource, lines: readonly string[]): void
  /** Lines that could not be written since it was opened. */
  lost(): number
  /** Why lines are being lost at present, or empty. */
  trouble(): string
  close(): void
}

const MAX_BYTES = 8 * 1024 * 1024
const FILES = 4

const shift = (path: string, files: number): void => {
  for (let n = files - 1; n > 0; n--) {
    try {
      renameSync(n === 1 ? path : `${path}.${n - 1}`, `${path}.${n}`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

const writeAll = (fd: number, data: Buffer): void => {
  for (let at = 0; at < data.length; ) at += writeSync(fd, data, at)
}

export const openLogFile = (options: LogFileOptions): LogFile => {
  const { path, maxBytes = MAX_BYTES, files = FILES, nowMs } = options
  const stamp = createStamps(nowMs)
  let fd: number | undefined
  let size = 0
  let lost = 0
  let unsaid = 0
  let trouble = ''

  const open = (): number => {
    if (fd !== undefined) return fd
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    fd = openSync(path, 'a', 0o600)
    size = fstatSync(fd).size
    return fd
  }

  const close = (): void => {
    if (fd !== undefined) closeSync(fd)
    fd = undefined
  }

  const rotate = (): void => {
    close()
    shift(path, files)
  }

  const put = (lines: readonly string[]): void => {
    const data = Buffer.from(lines.join(''))
    if (size > 0 && size + data.length > maxBytes) rotate()
    const to = open()
    const before = size
    try {
      writeAll(to, data)
      size += data.length
    } catch (error) {
      // A part may have been written: the next line begins on a line of its own.
      size = fstatSync(to).size
      if (size > before) unsaid = Math.max(unsaid, 1)
      throw error
    }
  }

  return {
    write: (source, lines) => {
      try {
        const said = unsaid === 0 ? [] : [`\n${stamp()} err gaze: ${unsaid} log lines lost: ${trouble}\n`]
        put([...said, ...lines.map((line) => `${stamp()} ${source} ${line}\n`)])
        unsaid = 0
        trouble = ''
      } catch (error) {
        lost += lines.length
        unsaid += lines.length
        trouble = messageOf(error)
      }
    },
    lost: () => lost,
    trouble: () => trouble,
    close,
  }
}
