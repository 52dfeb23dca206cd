import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parseLine, type StoredLine } from './stored-line.ts'

/** Reads a log on and on, over rotations: every line once, in order. */
export interface LogCursor {
  /** The next lines, or an empty array when there are no more at present. */
  next(): StoredLine[]
  /** Files that were rotated away before they were read, since the last call. */
  missed(): number
  close(): void
}

const CHUNK = 256 * 1024
/** Reading is synchronous, so one buffer serves all. */
const buffer = Buffer.alloc(CHUNK)

const orUndefined = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const numberOf = (file: string, base: string): number =>
  file === base ? 0 : Number(file.slice(base.length + 1))

interface Found {
  readonly path: string
  readonly ino: number
}

/** The log's files, the oldest first, each where it is now. */
const filesOf = (path: string): Found[] => {
  const base = basename(path)
  const names = orUndefined(() => readdirSync(dirname(path))) ?? []
  const found = new Map<number, string>()
  const numbered = names
    .filter(
      (name) => name === base || (name.startsWith(`${base}.`) && /^\d+$/.test(name.slice(base.length + 1))),
    )
    .sort((a, b) => numberOf(b, base) - numberOf(a, base))
  for (const name of numbered) {
    const file = `${dirname(path)}/${name}`
    const stat = orUndefined(() => statSync(file))
    if (stat !== undefined) found.set(stat.ino, file)
  }
  return [...found].map(([ino, file]) => ({ ino, path: file }))
}

interface Open {
  readonly fd: number
  readonly ino: number
  offset: number
}

const openFile = (path: string): Open | undefined => {
  const fd = orUndefined(() => openSync(path, 'r'))
  return fd === undefined ? undefined : { fd, ino: fstatSync(fd).ino, offset: 0 }
}

export const openLogCursor = (path: string): LogCursor => {
  let file: Open | undefined
  let rest: Buffer = Buffer.alloc(0)
  let last = ''
  let missed = 0

  const take = (data: Buffer): StoredLine[] => {
    const all = rest.length === 0 ? data : Buffer.concat([rest, data])
    const end = all.lastIndexOf(10) + 1
    rest = Buffer.from(all.subarray(end))
    const texts = all.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
    return texts
      .filter((text) => text !== '')
      .map((text) => {
        const line = parseLine(text, last)
        last = line.time
        return line
      })
  }

  const read = (from: Open): StoredLine[] => {
    for (;;) {
      const count = readSync(from.fd, buffer, 0, CHUNK, from.offset)
      if (count === 0) return []
      from.offset += count
      const lines = take(buffer.subarray(0, count))
      if (lines.length > 0) return lines
    }
  }

  const close = (): void => {
    if (file !== undefined) closeSync(file.fd)
    file = undefined
  }

  /** The file that comes after the one that was read to its end; undefined while that is the newest. */
  const successor = (): Found | undefined => {
    const files = filesOf(path)
    // All of the log was removed, and what was left of it has been read.
    if (files.length === 0 && file !== undefined && fstatSync(file.fd).nlink === 0) close()
    if (file === undefined) return files[0]
    const at = files.findIndex(({ ino }) => ino === file?.ino)
    if (at >= 0) return files[at + 1]
    if (files.length > 0) missed += 1
    return files[0]
  }

  const isNewest = (): boolean => file !== undefined && orUndefined(() => statSync(path))?.ino === file.ino

  return {
    next: () => {
      for (;;) {
        if (file !== undefined) {
          const lines = read(file)
          if (lines.length > 0) return lines
          if (isNewest()) return []
        }
        const found = successor()
        if (found === undefined) return []
        const next = openFile(found.path)
        if (next?.ino !== found.ino) {
          // A rotation came between the look and the opening.
          if (next !== undefined) closeSync(next.fd)
          continue
        }
        // What was written between the last read and the rotation.
        const late = file === undefined ? [] : read(file)
        if (late.length > 0) {
          closeSync(next.fd)
          return late
        }
        close()
        file = next
        rest = Buffer.alloc(0)
      }
    },
    missed: () => {
      const count = missed
      missed = 0
      return count
    },
    close,
  }
}
