import { type FileHandle, open } from 'node:fs/promises'
import {
  decodeRecord,
  isSegmentHeader,
  type LoggedEvent,
  MAX_TEXT_BYTES,
  RECORD_HEADER_BYTES,
  SEGMENT_HEADER_BYTES,
} from './format.ts'
import { listSegments, type Segment } from './segments.ts'

/** A place in a pod's event log, of this or another process. It only reads files. */
export interface Cursor {
  /** The next events, some at a time; none when there is nothing new yet. */
  read(): Promise<LoggedEvent[]>
  /** The offset it reads next. */
  readonly position: () => number
  close(): Promise<void>
}

const CHUNK_BYTES = 256 * 1024

interface Reading extends Segment {
  readonly file: FileHandle
  at: number
}

const readAt = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

/** Undefined when the file has gone meanwhile or its header is not whole yet. */
const openSegment = async (segment: Segment): Promise<Reading | undefined> => {
  let file: FileHandle
  try {
    file = await open(segment.path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const header = await readAt(file, 0, SEGMENT_HEADER_BYTES)
  if (isSegmentHeader(header, segment.base)) return { ...segment, file, at: SEGMENT_HEADER_BYTES }
  await file.close()
  return undefined
}

const segmentsBehind = async (dir: string, { base }: Segment): Promise<Segment[]> =>
  (await listSegments(dir)).filter((segment) => segment.base > base)

const isThere = async ({ file }: Reading): Promise<boolean> => (await file.stat()).nlink > 0

const decodeAll = (bytes: Buffer): { events: LoggedEvent[]; used: number } => {
  const events: LoggedEvent[] = []
  let used = 0
  for (;;) {
    const decoded = decodeRecord(bytes, used)
    if (decoded === 'short' || decoded === 'bad') return { events, used }
    events.push(decoded.event)
    used += decoded.bytes
  }
}

const readSome = async (segment: Reading, bytes: number): Promise<LoggedEvent[]> => {
  const chunk = await readAt(segment.file, segment.at, bytes)
  let { events, used } = decodeAll(chunk)
  // A record that is longer than the chunk, not just the end of the file.
  if (events.length === 0 && chunk.length === bytes) {
    const longest = RECORD_HEADER_BYTES + MAX_TEXT_BYTES
    ;({ events, used } = decodeAll(await readAt(segment.file, segment.at, longest)))
  }
  segment.at += used
  return events
}

/** Reads on from `from` (0: the oldest that is there). Gaps in the offsets are events that are lost or gone. */
export const openCursor = (dir: string, from = 0, chunkBytes = CHUNK_BYTES): Cursor => {
  let position = from
  let reading: Reading | undefined

  const leave = async (): Promise<void> => {
    await reading?.file.close()
    reading = undefined
  }

  /** Opens the first of them that can be read: only the newest may still be without its header. */
  const enter = async (candidates: readonly Segment[]): Promise<boolean> => {
    for (const segment of candidates) {
      const next = await openSegment(segment)
      if (next === undefined) continue
      await leave()
      reading = next
      return true
    }
    return false
  }

  /** Opens the segment that has `position`, or the first behind it. */
  const start = async (): Promise<boolean> => {
    const segments = await listSegments(dir)
    const first = segments.findLastIndex(({ base }) => base <= position)
    return enter(segments.slice(Math.max(0, first)))
  }

  const take = async (segment: Reading): Promise<LoggedEvent[]> => {
    for (;;) {
      const events = await readSome(segment, chunkBytes)
      if (events.length === 0) return []
      const wanted = events.filter(({ offset }) => offset >= position)
      if (wanted.length > 0) return wanted
    }
  }

  /** Leaves a segment of which all is read; false when nothing comes behind it yet. */
  const advance = async (segment: Reading, later: readonly Segment[]): Promise<boolean> => {
    if (later.length > 0) return enter(later)
    if (await isThere(segment)) return false
    // All of the log was removed; where one begins anew, it begins at 0.
    await leave()
    position = 0
    return true
  }

  const read = async (): Promise<LoggedEvent[]> => {
    while (reading !== undefined || (await start())) {
      const segment = reading!
      let events = await take(segment)
      const later = events.length > 0 ? [] : await segmentsBehind(dir, segment)
      // A segment is final once the next is there, so what came in between is read first.
      if (later.length > 0) events = await take(segment)
      if (events.length > 0) {
        position = events.at(-1)!.offset + 1
        return events
      }
      if (!(await advance(segment, later))) return []
    }
    return []
  }

  return { read, position: () => position, close: leave }
}
