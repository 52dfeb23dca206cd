import { randomUUID } from 'node:crypto'
import { curveKeyPair, Dealer } from 'zeromq'
import { familyOf } from '../../../wire/endpoint.ts'
import type { FrameHeader, PodRequest, ServerNotice } from '../../../wire/ingest-protocol.ts'
import { POD_REQUEST_MS } from '../../../wire/ingest-protocol.ts'
import { pause } from '../../../service/pause.ts'
import { receiveAll } from '../../../wire/receive.ts'

export interface LineOptions {
  /** `tcp://address:port` */
  readonly endpoint: string
  /** The server's public CURVE key, Z85; in clear where absent. */
  readonly serverKey?: string | undefined
  readonly token: string
  readonly stream: string
  readonly pod: string
  /** Unix milliseconds of when this run began to ask. */
  readonly since: number
  /** How many frames to hold of this server at a time, looked at for each request. */
  readonly limit: () => number
  /** What is to be said of other servers. */
  readonly others: () => Pick<PodRequest, 'elsewhere' | 'busy'>
  readonly onFrame: (header: FrameHeader, payload: Buffer) => void
  readonly onNotice: (notice: ServerNotice) => void
  readonly onConnection: (there: boolean) => void
  /** Whether the last request could be sent. */
  readonly onAsked: (sent: boolean) => void
}

/** Our side of the protocol between pods and one gaze-server. */
export interface IngestLine {
  /** Frames that it has and is not through with. */
  held(): number
  /** The pipeline is through with a frame; asks for more. */
  done(id: number, dropped: string | undefined): void
  /** Asks, within this turn of the event loop. */
  ask(): void
  /** Tells gaze-server to give nothing more; resolves when what it gave before is here, or the server is away. */
  leave(): Promise<void>
  /** The same, with what is done, and ends. */
  close(): Promise<void>
}

const LINGER_MS = 500
/** How long a server has for its word that nothing more comes. */
const LEAVE_MS = 1_000

/** Its own key is of no meaning: who it is, is said by the token. */
const security = (serverKey: string | undefined) => {
  if (serverKey === undefined) return {}
  const { publicKey, secretKey } = curveKeyPair()
  return { curveServerKey: serverKey, curvePublicKey: publicKey, curveSecretKey: secretKey }
}

/** Connects and asks until it is closed; a server that is away is asked again when it is back. */
export const openIngestLine = (options: LineOptions): IngestLine => {
  // `immediate`: requests for a server that is away are refused, not kept, because a later one says more.
  const socket = new Dealer({
    routingId: `${options.pod}:${randomUUID()}`,
    immediate: true,
    sendTimeout: 0,
    linger: LINGER_MS,
    reconnectInterval: 100,
    reconnectMaxInterval: 1_000,
    ...familyOf(options.endpoint),
    ...security(options.serverKey),
  })
  const held = new Set<number>()
  let done: { id: number; dropped?: string }[] = []
  let seen = 0
  let scheduled = false
  let leaving = false
  let connected = false
  const left = new AbortController()

  const ask = async (withHolds: boolean): Promise<void> => {
    const told = done
    done = []
    const { stream, pod, token, since } = options
    const request: PodRequest = {
      ...{ stream, pod, token, since },
      credit: leaving ? 0 : Math.max(0, options.limit() - held.size),
      done: told,
      seen,
      ...options.others(),
      ...(withHolds && { holds: [...held] }),
      ...(leaving && { leaving }),
    }
    try {
      await socket.send(JSON.stringify(request))
      // The word of the connection may come after that.
      connected = true
      options.onAsked(true)
    } catch {
      // The server is away: what is done is told with the next request.
      done = [...told, ...done]
      options.onAsked(false)
    }
  }
  /** One request for all that is done within one turn of the event loop. */
  const askSoon = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      if (!socket.closed) void ask(false)
    })
  }
  const hear = (parts: readonly Buffer[]) => {
    const value: unknown = JSON.parse(parts[0]!.toString('utf8'))
    const payload = parts[1]
    if (payload === undefined) {
      const notice = value as ServerNotice
      return notice.notice === 'left' ? left.abort() : options.onNotice(notice)
    }
    const header = value as FrameHeader
    seen = Math.max(seen, header.id)
    held.add(header.id)
    options.onFrame(header, payload)
  }

  socket.events.on('handshake', () => {
    connected = true
    options.onConnection(true)
    void ask(true)
  })
  socket.events.on('disconnect', () => {
    connected = false
    if (leaving) left.abort()
    options.onConnection(false)
  })
  const timer = setInterval(() => void ask(true), POD_REQUEST_MS)
  socket.connect(options.endpoint)
  const reading = receiveAll(socket, hear)

  return {
    held: () => held.size,
    done: (id, dropped) => {
      if (!held.delete(id)) return
      done.push(dropped === undefined ? { id } : { id, dropped })
      askSoon()
    },
    ask: askSoon,
    leave: async () => {
      leaving = true
      askSoon()
      if (connected) await pause(LEAVE_MS, left.signal)
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
