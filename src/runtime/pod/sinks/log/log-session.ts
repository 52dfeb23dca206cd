import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { openCursor } from '../../event-log/cursor.ts'
import type { LoggedEvent } from '../../event-log/format.ts'
import { listSegments } from '../../event-log/segments.ts'
import { claim } from './claim.ts'
import { claimPath, offsetPath } from './log-place.ts'
import { type OffsetFile, openOffsetFile } from './offset-file.ts'

/** One sink's place in one log, which nobody else has meanwhile. */
export interface LogSession {
  readonly dir: string
  readonly offsets: OffsetFile
  /** The events that come next; none when there is nothing new yet. Events that have gone are counted. */
  next(): Promise<readonly LoggedEvent[]>
  close(): Promise<void>
}

/** What is read at once: two such pieces are in memory. */
const CHUNK_BYTES = 512 * 1024

/** Who is told what goes wrong. */
export interface LogTroubles {
  /** The offset could not be written. */
  failed(error: unknown): void
  /** So many events went from the log before they could be sent. */
  lost(count: number): void
}

/** Reads the following events while the caller sends those it has. */
const readAhead = (read: () => Promise<LoggedEvent[]>): (() => Promise<LoggedEvent[]>) => {
  let ahead: Promise<LoggedEvent[]> | undefined
  return async () => {
    let events = (await ahead) ?? []
    // Nothing was there then, which says nothing about now.
    if (events.length === 0) events = await read()
    ahead = events.length === 0 ? undefined : read()
    // Whoever asks next gets the failure.
    ahead?.catch(() => {})
    return events
  }
}

/** Of a gap in the offsets: what expired; the rest could never be written, and the log has counted it. */
const expired = async (dir: string, from: number, first: number): Promise<number> => {
  const oldest = (await listSegments(dir))[0]?.base ?? first
  return Math.max(0, Math.min(oldest, first) - from)
}

const openClaimed = (dir: string, sink: string, tell: LogTroubles, release: () => void): LogSession => {
  const offsets = openOffsetFile(offsetPath(dir, sink), tell.failed)
  const cursor = openCursor(dir, offsets.progress().offset, CHUNK_BYTES)
  const read = readAhead(cursor.read)

  const next = async (): Promise<readonly LoggedEvent[]> => {
    const events = await read()
    const { offset, lost } = offsets.progress()
    const first = events[0]?.offset ?? offset
    if (first > offset) {
      const gone = await expired(dir, offset, first)
      offsets.save({ offset: first, lost: lost + gone })
      if (gone > 0) tell.lost(gone)
    }
    return events
  }
  const close = async (): Promise<void> => {
    try {
      await cursor.close()
      await offsets.close()
    } finally {
      release()
    }
  }
  return { dir, offsets, next, close }
}

/** Undefined while another process has it. @throws the system's error */
export const openLogSession = (dir: string, sink: string, tell: LogTroubles): LogSession | undefined => {
  const claimed = claimPath(dir, sink)
  mkdirSync(dirname(claimed), { recursive: true, mode: 0o700 })
  const release = claim(claimed)
  if (release === undefined) return undefined
  try {
    return openClaimed(dir, sink, tell, release)
  } catch (error) {
    // While this process lives, nobody could take it over, not even a second try.
    release()
    throw error
  }
}
