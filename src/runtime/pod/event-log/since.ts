import { open } from 'node:fs/promises'
import { decodeRecord, MAX_TEXT_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './format.ts'
import { listSegments } from './segments.ts'

/** When the first event of a segment was written; undefined where there is none. */
const firstLoggedAt = async (path: string): Promise<number | undefined> => {
  const file = await open(path, 'r')
  try {
    const room = Buffer.allocUnsafe(RECORD_HEADER_BYTES + MAX_TEXT_BYTES)
    const { bytesRead } = await file.read(room, 0, room.length, SEGMENT_HEADER_BYTES)
    const decoded = decodeRecord(room.subarray(0, bytesRead), 0)
    return typeof decoded === 'string' ? undefined : decoded.event.loggedAt
  } finally {
    await file.close()
  }
}

/** An offset at or before the first event that was written at `since` (ms since 1970) or later. */
export const offsetSince = async (dir: string, since: number): Promise<number> => {
  for (const { base, path } of (await listSegments(dir)).toReversed()) {
    const loggedAt = await firstLoggedAt(path)
    if (loggedAt !== undefined && loggedAt < since) return base
  }
  return 0
}
