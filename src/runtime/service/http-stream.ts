import type { ServerResponse } from 'node:http'

export interface ServerEvent {
  /** Where a client that comes again would go on. */
  readonly id: string
  /** One line of text. */
  readonly data: string
  /** Further fields, which readers that do not know them pass over. */
  readonly fields?: Readonly<Record<string, string | number>>
}

const HEARTBEAT_MS = 15_000
/** A client that takes nothing for this long is cut, so that it holds no place for ever. */
const STALL_MS = 60_000

const fieldLines = (fields: ServerEvent['fields'] = {}): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')

const FORMS = {
  events: {
    type: 'text/event-stream',
    text: ({ id, data, fields }: ServerEvent) => `id: ${id}\ndata: ${data}\n${fieldLines(fields)}\n`,
  },
  lines: { type: 'application/x-ndjson', text: ({ data }: ServerEvent) => `${data}\n` },
} as const

/** Until the client has taken what it was sent, or is gone. */
const room = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })

/**
 * Writes each event when the client has taken the one before, with a heartbeat while there is none, until the source
 * ends: one that follows a signal may still give what it has after it.
 */
export const streamEvents = async (
  response: ServerResponse,
  source: AsyncIterable<ServerEvent>,
  form: keyof typeof FORMS,
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
      if (response.destroyed) break
      if (!response.write(text(event))) await room(response)
    }
    response.end()
  } catch (error) {
    response.destroy()
    throw error
  } finally {
    clearInterval(heartbeat)
  }
}
