import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

export interface ServerEvent {
  /** Where a client that comes again would go on. */
  readonly id: string
  /** One line of text. */
  readonly data: string
}

const HEARTBEAT_MS = 15_000
/** A client that takes nothing for this long is cut, so that it holds no place for ever. */
const STALL_MS = 60_000

const FORMS = {
  events: { type: 'text/event-stream', text: ({ id, data }: ServerEvent) => `id: ${id}\ndata: ${data}\n\n` },
  lines: { type: 'application/x-ndjson', text: ({ data }: ServerEvent) => `${data}\n` },
} as const

/** Writes each event when the client has taken the one before, with a heartbeat while there is none. */
export const streamEvents = async (
  response: ServerResponse,
  source: AsyncIterable<ServerEvent>,
  form: keyof typeof FORMS,
  signal: AbortSignal,
): Promise<void> => {
  const { type, text } = FORMS[form]
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store', Connection: 'close' })
  response.flushHeaders()
  let takenAt = Date.now()
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) takenAt = Date.now()
    else if (Date.now() - takenAt > STALL_MS) response.destroy()
    if (form === 'events' && !response.writableNeedDrain) response.write(': heartbeat\n\n')
  }, HEARTBEAT_MS)
  try {
    for await (const event of source) {
      if (signal.aborted) break
      if (!response.write(text(event))) await once(response, 'drain', { signal })
    }
    response.end()
  } catch (error) {
    response.destroy()
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
  } finally {
    clearInterval(heartbeat)
  }
}
