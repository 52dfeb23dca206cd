import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cursor, openCursor } from '../../../pod/event-log/cursor.ts'
import type { LoggedEvent } from '../../../pod/event-log/format.ts'
import { offsetSince } from '../../../pod/event-log/since.ts'
import { isMissing } from '../../../service/files.ts'

/** Reads one pod's event log, one event ahead. */
export interface PodReader {
  readonly stream: string
  readonly pod: string
  /** The event that comes next, or undefined when there is none yet. */
  peek(): Promise<LoggedEvent | undefined>
  /** Takes it; `missing` events before it were never written or are gone. */
  take(): { readonly event: LoggedEvent; readonly missing: number }
  close(): Promise<void>
}

export const openPodReader = async (
  dir: string,
  stream: string,
  pod: string,
  since: number | undefined,
): Promise<PodReader> => {
  const from = since === undefined ? 0 : await offsetSince(dir, since)
  const cursor: Cursor = openCursor(dir, from)
  let ahead: LoggedEvent[] = []
  // Where reading begins in the middle, what lies before was not asked for.
  let expected: number | undefined = since === undefined ? 0 : undefined

  const peek = async (): Promise<LoggedEvent | undefined> => {
    while (ahead.length === 0) {
      const events = await cursor.read()
      if (events.length === 0) return undefined
      ahead = events.filter(({ loggedAt }) => since === undefined || loggedAt >= since)
    }
    return ahead[0]
  }
  const take = () => {
    const event = ahead.shift()!
    const missing = event.offset - (expected ?? event.offset)
    expected = event.offset + 1
    return { event, missing }
  }
  return { stream, pod, peek, take, close: cursor.close }
}

/** Names of the pods of a stream that have an event log, past and present. */
export const podsWithEvents = async (eventsDir: string, stream: string): Promise<string[]> => {
  try {
    const entries = await readdir(join(eventsDir, stream), { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
