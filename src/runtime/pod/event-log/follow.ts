import { pause } from '../../service/pause.ts'
import { openCursor } from './cursor.ts'
import type { LoggedEvent } from './format.ts'

const POLL_MS = 100

/** All events from that offset on; with `follow`, also those to come, until the signal aborts. */
export async function* followEvents(
  dir: string,
  from: number,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent> {
  const cursor = openCursor(dir, from)
  try {
    while (!signal.aborted) {
      const events = await cursor.read()
      yield* events
      if (events.length > 0) continue
      if (!follow) return
      await pause(POLL_MS, signal)
    }
  } finally {
    await cursor.close()
  }
}
