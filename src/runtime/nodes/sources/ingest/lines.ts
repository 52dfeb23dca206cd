import { createTrigger } from '../../../process/trigger.ts'
import { pause } from '../../../service/pause.ts'
import type { FrameHeader, PodRequest, ServerNotice } from '../../../wire/ingest-protocol.ts'
import { type Lookup, parseEndpoints } from './endpoints.ts'
import { type IngestLine, type LineOptions, openIngestLine } from './line.ts'

export interface GivenFrame {
  readonly header: FrameHeader
  readonly payload: Buffer
  /** The pipeline is through with it; `dropped` says why it was not processed whole. */
  finish(dropped: string | undefined): void
}

export interface LinesOptions extends Pick<LineOptions, 'token' | 'stream' | 'pod' | 'limit' | 'onAsked'> {
  /** `tcp://host:port`, or several with a comma between them; every address of a host name is asked. */
  readonly endpoint: string
  readonly serverKey?: string | undefined
  readonly onFrame: (frame: GivenFrame) => void
  /** What holds over all servers. */
  readonly onNotice: (notice: ServerNotice) => void
  readonly lookup?: Lookup
}

/** The ways to all gaze-servers of a site. */
export interface IngestLines {
  /** Tells all of them to give nothing more; resolves when what they gave before is here. */
  leave(): Promise<void>
  close(): Promise<void>
}

interface Server {
  readonly line: IngestLine
  connected: boolean
  notice: ServerNotice | undefined
  /** Its address is not among those of the host name any more. */
  gone: boolean
}

/** Between two looks at the addresses of a host name. */
const LOOK_MS = 2_500
/** The same while a server is away or none is known. */
const SEARCH_MS = 500
/** How long the first request for frames waits for the word of all servers. */
const SETTLE_MS = 1_000

const isStandby = ({ notice, waiting }: ServerNotice): boolean => notice === 'standby' && waiting !== true

/** Active anywhere is active; else a refusal is worth knowing. */
const merged = (notices: readonly ServerNotice[]): ServerNotice | undefined =>
  notices.find(({ notice }) => notice === 'active') ??
  notices.find(({ notice }) => notice === 'refused') ??
  notices.find(isStandby) ??
  notices[0]

/** Connects to all addresses, again and again looks for new ones, and lets go of those that are no more. */
export const openIngestLines = (options: LinesOptions): IngestLines => {
  const endpoints = parseEndpoints(options.endpoint, options.lookup)
  const servers = new Map<string, Server>()
  const closed = new AbortController()
  const ending = new Set<Promise<void>>()
  const since = Date.now()
  const lookNow = createTrigger()
  let settled = false
  let leaving = false

  const others = (own: Server): Server[] => [...servers.values()].filter((server) => server !== own)
  const said = (of: readonly Server[]): ServerNotice[] =>
    of.flatMap(({ connected, notice }) => (connected && notice !== undefined ? [notice] : []))

  const elsewhere = (own: Server): Pick<PodRequest, 'elsewhere' | 'busy'> => {
    const rest = others(own)
    if (rest.length === 0) return {}
    const notices = said(rest)
    const busy = rest.reduce((sum, { line }) => sum + line.held(), 0)
    if (notices.some(({ notice }) => notice === 'active')) return { elsewhere: 'active', busy }
    return notices.some(isStandby) ? { elsewhere: 'standby', busy } : { busy }
  }
  const settle = (): void => {
    if (settled || [...servers.values()].some(({ notice }) => notice === undefined)) return
    settled = true
    for (const { line } of servers.values()) line.ask()
  }
  const tell = (own: Server): void => {
    settle()
    for (const { line } of others(own)) line.ask()
    const notice = merged(said([...servers.values()]))
    if (notice !== undefined) options.onNotice(notice)
  }
  const letGo = (endpoint: string, server: Server): void => {
    // A server that ends is named no more some seconds before: until then its senders need somebody behind it.
    if (!server.gone || server.connected) return
    servers.delete(endpoint)
    const end = server.line.close()
    ending.add(end)
    void end.finally(() => ending.delete(end))
    tell(server)
  }
  const connect = (endpoint: string): void => {
    const line = openIngestLine({
      ...options,
      endpoint,
      since,
      limit: () => (settled ? options.limit() : 0),
      others: () => elsewhere(server),
      onFrame: (header, payload) =>
        options.onFrame({
          header,
          payload,
          finish: (dropped) => line.done(header.id, dropped),
        }),
      onNotice: (notice) => {
        server.notice = notice
        tell(server)
      },
      onConnection: (there) => {
        server.connected = there
        if (there) return
        server.notice = undefined
        tell(server)
        letGo(endpoint, server)
        lookNow.pull()
      },
    })
    const server: Server = { line, connected: false, notice: undefined, gone: false }
    servers.set(endpoint, server)
    if (leaving) void line.leave()
  }
  const update = (found: readonly string[]): void => {
    for (const endpoint of found) if (!servers.has(endpoint)) connect(endpoint)
    const there = new Set(found)
    for (const [endpoint, server] of [...servers]) {
      server.gone = !there.has(endpoint)
      letGo(endpoint, server)
    }
  }
  const isSearching = (): boolean =>
    servers.size === 0 || [...servers.values()].some(({ connected }) => !connected)

  const look = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      try {
        const found = await endpoints.resolve()
        if (!closed.signal.aborted) update(found)
      } catch {
        // The name service is away: what was found last holds.
      }
      await pause(SEARCH_MS, closed.signal)
      if (!isSearching()) await lookNow.wait(LOOK_MS, closed.signal)
    }
  }

  update(endpoints.fixed)
  settled = servers.size === 1 && !endpoints.named
  const settling = setTimeout(() => {
    settled = true
    for (const { line } of servers.values()) line.ask()
  }, SETTLE_MS)
  const looking = endpoints.named ? look() : Promise.resolve()

  return {
    leave: async () => {
      leaving = true
      await Promise.all([...servers.values()].map(({ line }) => line.leave()))
    },
    close: async () => {
      closed.abort()
      clearTimeout(settling)
      await Promise.all([...[...servers.values()].map(({ line }) => line.close()), ...ending])
      await looking
    },
  }
}
