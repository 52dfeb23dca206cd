import { randomUUID } from 'node:crypto'
import { Dealer } from 'zeromq'
import type { FrameHeader, PodRequest, ServerNotice } from '../../wire/ingest-protocol.ts'
import { POD_REQUEST_MS } from '../../wire/ingest-protocol.ts'
import { receiveAll } from '../../wire/receive.ts'

export interface GivenFrame {
  readonly header: FrameHeader
  readonly payload: Buffer
}

export interface IngestLineOptions {
  /** `tcp://host:port` */
  readonly endpoint: string
  readonly token: string
  readonly stream: string
  readonly pod: string
  /** How many frames to hold at a time, looked at for each request. */
  readonly limit: () => number
  readonly onFrame: (frame: GivenFrame) => void
  readonly onNotice: (notice: ServerNotice) => void
  /** Whether the last request could be sent. */
  readonly onAsked: (sent: boolean) => void
}

/** Our side of the protocol between pods and gaze-server. */
export interface IngestLine {
  /** The pipeline is through with a frame; asks for more. */
  done(id: number, dropped: string | undefined): void
  /** Tells gaze-server to give nothing more, with what is done, and ends. */
  close(): Promise<void>
}

const LINGER_MS = 500

/** Connects and asks until it is closed; a server that is away is asked again when it is back. */
export const openIngestLine = (options: IngestLineOptions): IngestLine => {
  // `immediate`: requests for a server that is away are refused, not kept, because a later one says more.
  const socket = new Dealer({
    routingId: `${options.pod}:${randomUUID()}`,
    immediate: true,
    sendTimeout: 0,
    linger: LINGER_MS,
    reconnectInterval: 100,
    reconnectMaxInterval: 1_000,
  })
  const held = new Set<number>()
  let done: { id: number; dropped?: string }[] = []
  let seen = 0
  let scheduled = false
  let leaving = false

  const ask = async (withHolds: boolean): Promise<void> => {
    const told = done
    done = []
    const request: PodRequest = {
      stream: options.stream,
      pod: options.pod,
      token: options.token,
      credit: leaving ? 0 : Math.max(0, options.limit() - held.size),
      done: told,
      seen,
      ...(withHolds && { holds: [...held] }),
      ...(leaving && { leaving }),
    }
    try {
      await socket.send(JSON.stringify(request))
      options.onAsked(true)
    } catch {
      // The server is away: what is done is told with the next request.
      done = [...told, ...done]
      options.onAsked(false)
    }
  }
  /** One request for all that is done within one turn of the event loop. */
  const askSoon = (): void => {
    if (scheduled || leaving) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      if (!socket.closed) void ask(false)
    })
  }
  const hear = (parts: readonly Buffer[]) => {
    const value: unknown = JSON.parse(parts[0]!.toString('utf8'))
    const payload = parts[1]
    if (payload === undefined) return options.onNotice(value as ServerNotice)
    const header = value as FrameHeader
    seen = Math.max(seen, header.id)
    held.add(header.id)
    options.onFrame({ header, payload })
  }

  socket.events.on('handshake', () => void ask(true))
  const timer = setInterval(() => void ask(true), POD_REQUEST_MS)
  socket.connect(options.endpoint)
  const reading = receiveAll(socket, hear)

  return {
    done: (id, dropped) => {
      if (!held.delete(id)) return
      done.push(dropped === undefined ? { id } : { id, dropped })
      askSoon()
    },
    close: async () => {
      clearInterval(timer)
      leaving = true
      for (const id of held) done.push({ id, dropped: 'stopped' })
      held.clear()
      await ask(true)
      socket.close()
      await reading
    },
  }
}
