import { openCursor } from '../../event-log/cursor.ts'
import { endOffsetOf } from '../../event-log/end-offset.ts'
import { unfinishedLogs } from '../log/log-place.ts'
import { type LogSession, type LogTroubles, openLogSession } from '../log/log-session.ts'

/** A log of which events have to be sent, as it was found. */
export interface Left {
  readonly session: LogSession
  /** When the first event that is not sent was written; Infinity where there is none. */
  readonly firstAt: number
  readonly end: number
}

/** Looks without moving the session. */
export const leftOf = async (session: LogSession): Promise<Left> => {
  const cursor = openCursor(session.dir, session.offsets.progress().offset)
  try {
    const [first] = await cursor.read()
    const firstAt = first?.loggedAt ?? Number.POSITIVE_INFINITY
    return { session, firstAt, end: await endOffsetOf(session.dir) }
  } finally {
    await cursor.close()
  }
}

/** Logs that pods of the stream which are no more left unsent; those of living pods are claimed by them. */
export const claimLeftovers = async (ownDir: string, sink: string, tell: LogTroubles): Promise<Left[]> => {
  const dirs = await unfinishedLogs(ownDir, sink)
  const sessions: LogSession[] = []
  try {
    for (const dir of dirs) {
      const session = openLogSession(dir, sink, tell)
      if (session !== undefined) sessions.push(session)
    }
    return await Promise.all(sessions.map(leftOf))
  } catch (error) {
    // Those that are claimed must be there for the next try.
    await Promise.allSettled(sessions.map((session) => session.close()))
    throw error
  }
}

export const byAge = (a: Left, b: Left): number =>
  a.firstAt - b.firstAt || a.session.dir.localeCompare(b.session.dir)
