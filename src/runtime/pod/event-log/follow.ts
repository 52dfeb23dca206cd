import { pause } from '../../service/pause.ts'
import { openCursor } from './cursor.ts'
import type { LoggedEvent } from './format.ts'

const POLL_MS = 100

/** All events from that offset on; with `follow`, also those to come, to the last one that is there at the abort. */
export async function* followEvents(
  dir: string,
  from: number,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent> {
  const cursor = openCursor(dir, from)
  try {
    for (;;) {
      const isLast = !follow || signal.aborted
      const events = await cursor.read()
      yield* events
      if (events.length > 0) continue
      if (isLast) return
      await pause(POLL_MS, signal)
    }
  } finally {
    await cursor.close()
  }
}
