import { closeSync, fsync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { SEGMENT_HEADER_BYTES, segmentHeader } from './format.ts'
import { type Segment, segmentPath } from './segments.ts'

const fsyncFile = promisify(fsync)

/** The segment that is written to. */
export interface SegmentFile extends Segment {
  readonly bytes: () => number
  /** Whole or not at all. @throws the system's error; the file is then as it was. */
  append(data: Buffer): void
  /** Makes what was appended survive a power loss. */
  sync(): Promise<void>
  close(): Promise<void>
}

const shortWrite = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })

/** Writes on in a segment whose first `size` bytes are intact. */
export const reopenSegment = ({ base, path }: Segment, size: number): SegmentFile => {
  const fd = openSync(path, 'r+')
  let bytes = size
  let dirty = false
  // fsync and close follow each other, so that no fsync meets a descriptor that is closed.
  let last: Promise<void> = Promise.resolve()

  const append = (data: Buffer): void => {
    try {
      if (writeSync(fd, data, 0, data.length, bytes) < data.length) throw shortWrite()
    } catch (error) {
      ftruncateSync(fd, bytes)
      throw error
    }
    bytes += data.length
    dirty = true
  }
  const sync = (): Promise<void> => {
    if (!dirty) return last
    dirty = false
    const next = last.then(() => fsyncFile(fd))
    // Whoever asked for this sync is told; the next one must not fail for it.
    last = next.catch(() => {})
    return next
  }
  const close = async (): Promise<void> => {
    try {
      await sync()
    } finally {
      closeSync(fd)
    }
  }
  return { base, path, bytes: () => bytes, append, sync, close }
}

/** @throws the system's error; no file of that name is then there. */
export const createSegment = (dir: string, base: number): SegmentFile => {
  const path = segmentPath(dir, base)
  const fd = openSync(path, 'wx', 0o600)
  let written = 0
  try {
    written = writeSync(fd, segmentHeader(base))
  } finally {
    closeSync(fd)
    if (written < SEGMENT_HEADER_BYTES) unlinkSync(path)
  }
  if (written < SEGMENT_HEADER_BYTES) throw shortWrite()
  return reopenSegment({ base, path }, SEGMENT_HEADER_BYTES)
}
