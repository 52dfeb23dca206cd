import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GazeError, isGazeError, messageOf } from '../errors.ts'
import { bearerCheck, hostCheck, isLoopback } from './http-guard.ts'
import { readBody, sendJson, sendText, streamParts } from './http-reply.ts'
import { streamPictures } from './http-pictures.ts'
import { type ServerEvent, streamEvents } from './http-stream.ts'

export interface HttpRequest {
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  /** Aborts when the client is gone or the server closes. */
  readonly signal: AbortSignal
  /** The body as text, at most 1 MiB. */
  body(): Promise<string>
}

export interface HttpReply {
  json(status: number, body: unknown): void
  text(status: number, body: string, contentType?: string): void
  bytes(status: number, body: Uint8Array, contentType: string): void
  /** Server-sent events until the iterable ends, which heeds `signal`, or the client goes; waits for a slow client. */
  events(source: AsyncIterable<ServerEvent>): Promise<void>
  /** The same as JSON lines: only `data` is written. */
  lines(source: AsyncIterable<ServerEvent>): Promise<void>
  /** Bytes as they come; waits for a slow client, and breaks off where the source fails. */
  parts(source: AsyncIterable<Uint8Array>): Promise<void>
  /** JPEGs, each in place of the one before (`multipart/x-mixed-replace`); the next is asked for when there is room. */
  pictures(source: AsyncIterable<Uint8Array>): Promise<void>
}

export interface HttpRoute {
  readonly method: 'GET' | 'POST'
  /** One that ends in `/` takes all paths below it too. */
  readonly path: string
  handle(request: HttpRequest, reply: HttpReply): void | Promise<void>
}

export interface HttpOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly token: string
  readonly routes: readonly HttpRoute[]
  /** For `/readyz`: empty when ready, else why not. */
  readonly notReady: () => string
}

export interface HttpServer {
  readonly port: number
  /** Ends streams, lets running replies finish for a second, then cuts. */
  close(): Promise<void>
}

const MAX_CONNECTIONS = 256
const CLOSE_GRACE_MS = 1_000

const healthRoutes = (notReady: () => string): HttpRoute[] => [
  { method: 'GET', path: '/healthz', handle: (_, reply) => reply.json(200, { status: 'ok' }) },
  {
    method: 'GET',
    path: '/readyz',
    handle: (_, reply) => {
      const reason = notReady()
      reply.json(reason === '' ? 200 : 503, { ready: reason === '', message: reason })
    },
  },
]

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const details = { host, port }
      reject(new GazeError('PORT_IN_USE', `port ${port} on ${host} is in use`, { details, cause: error }))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

const urlOf = (request: IncomingMessage): URL => {
  const text = `http://gaze${request.url ?? '/'}`
  if (URL.canParse(text)) return new URL(text)
  throw new GazeError('USAGE', 'the request names no path')
}

const isFor = ({ path }: HttpRoute, asked: string): boolean =>
  path === asked || (path.endsWith('/') && asked.startsWith(path))

/** Finds the route, or answers why there is none. */
const createRouter = ({ host, token, routes, notReady }: HttpOptions) => {
  const open = healthRoutes(notReady)
  const all = [...open, ...routes]
  const mayEnter = bearerCheck(token)
  const isOurs = hostCheck(isLoopback(host))

  return (path: string, request: IncomingMessage, response: ServerResponse): HttpRoute | undefined => {
    const refuse = (status: number, error: string): undefined => {
      sendJson(response, status, { error })
      request.resume()
    }
    if (!isOurs(request)) return refuse(403, 'the Host header is not of this machine')
    if (!open.some((route) => route.path === path) && !mayEnter(request)) {
      response.setHeader('WWW-Authenticate', 'Bearer')
      return refuse(401, 'the site token is missing or wrong')
    }
    const there = all.filter((route) => isFor(route, path))
    if (there.length === 0) return refuse(404, `there is no ${path}`)
    const match = there.find(({ method }) => method === request.method)
    if (match !== undefined) return match
    response.setHeader('Allow', there.map(({ method }) => method).join(', '))
    return refuse(405, `${path} does not take ${request.method}`)
  }
}

/** Calls `serve` for each request, with a signal that aborts when the client is gone. */
const createListener = (
  running: Set<AbortController>,
  serve: (request: IncomingMessage, response: ServerResponse, signal: AbortSignal) => Promise<void>,
) => {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const gone = new AbortController()
    running.add(gone)
    response.once('close', () => {
      running.delete(gone)
      gone.abort()
    })
    serve(request, response, gone.signal).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy()
      sendJson(response, isGazeError(error, 'USAGE') ? 400 : 500, { error: messageOf(error) })
    })
  }
}

/** The HTTP side of every process of ours: health is open, all else wants `Authorization: Bearer <token>`. */
export const serveHttp = async (options: HttpOptions): Promise<HttpServer> => {
  const route = createRouter(options)
  const running = new Set<AbortController>()
  const listener = createListener(running, async (request, response, signal) => {
    const url = urlOf(request)
    const match = route(url.pathname, request, response)
    if (match === undefined) return
    const reply: HttpReply = {
      json: (status, body) => sendJson(response, status, body),
      text: (status, body, type) => sendText(response, status, body, type),
      bytes: (status, body, type) => sendText(response, status, body, type),
      events: (source) => streamEvents(response, source, 'events'),
      lines: (source) => streamEvents(response, source, 'lines'),
      parts: (source) => streamParts(response, source, signal),
      pictures: (source) => streamPictures(response, source, signal),
    }
    await match.handle({ url, headers: request.headers, signal, body: () => readBody(request) }, reply)
    request.resume()
  })

  const server = createServer(listener)
  server.maxConnections = MAX_CONNECTIONS
  server.requestTimeout = 30_000
  const port = await listen(server, options.host, options.port)
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      server.close(() => {
        clearTimeout(cut)
        resolve()
      })
      for (const one of running) one.abort()
      server.closeIdleConnections()
    })
  return { port, close }
}
