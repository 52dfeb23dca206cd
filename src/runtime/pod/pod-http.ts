import type { HttpRequest, HttpRoute } from '../service/http.ts'
import type { ServerEvent } from '../service/http-stream.ts'
import { METRICS_TYPE, renderMetrics } from '../service/metrics.ts'
import { GazeError } from '../errors.ts'
import { followEvents } from './event-log/follow.ts'
import { offsetSince } from './event-log/since.ts'
import { podMetrics } from './pod-metrics.ts'
import type { StatusKeeper } from './pod-status.ts'
import { redactAll } from './redact.ts'
import type { PodState } from './state.ts'

const MEDIA_LINES = 'application/x-ndjson'

/** Where to begin: after the last event that the client saw, else `from`, else at the oldest that is there. */
const startOffset = ({ url, headers }: HttpRequest): number => {
  const last = headers['last-event-id']
  const text = typeof last === 'string' ? last : (url.searchParams.get('from') ?? '0')
  if (!/^\d{1,15}$/.test(text)) throw new GazeError('USAGE', `from=${text} is not an offset`)
  return typeof last === 'string' ? Number(text) + 1 : Number(text)
}

/** Only what was logged at that time or later, in milliseconds since 1970. */
const sinceOf = ({ url }: HttpRequest): number | undefined => {
  const text = url.searchParams.get('since')
  if (text === null) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new GazeError('USAGE', `since=${text} is no time in milliseconds`)
  return Number(text)
}

async function* serverEvents(dir: string, request: HttpRequest): AsyncGenerator<ServerEvent> {
  const follow = request.url.searchParams.get('follow') !== 'false'
  const since = sinceOf(request)
  const from = Math.max(startOffset(request), since === undefined ? 0 : await offsetSince(dir, since))
  for await (const { offset, text, loggedAt } of followEvents(dir, from, follow, request.signal))
    if (loggedAt >= (since ?? 0)) yield { id: `${offset}`, fields: { logged: loggedAt }, data: text }
}

const eventsRoute = (dir: string): HttpRoute => ({
  method: 'GET',
  path: '/events',
  handle: async (request, reply) => {
    startOffset(request)
    sinceOf(request)
    const events = serverEvents(dir, request)
    const wantsLines = (request.headers.accept ?? '').includes(MEDIA_LINES)
    await (wantsLines ? reply.lines(events) : reply.events(events))
  },
})

/**
 * `/state`, `/metrics` and `/events?from=OFFSET[&since=MS][&follow=false]`: server-sent events with the offset as id and
 * the time of logging in a field `logged`, or JSON lines for `Accept: application/x-ndjson`.
 */
export const podRoutes = (eventsDir: string, state: () => PodState): HttpRoute[] => [
  { method: 'GET', path: '/state', handle: (_, reply) => reply.json(200, state()) },
  {
    method: 'GET',
    path: '/metrics',
    handle: (_, reply) => reply.text(200, renderMetrics(podMetrics(state())), METRICS_TYPE),
  },
  eventsRoute(eventsDir),
]

async function* statusEvents(
  status: StatusKeeper,
  redact: (text: string) => string,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  let id = 0
  for await (const each of status.changes(signal)) {
    id += 1
    yield { id: String(id), data: JSON.stringify(redactAll(redact, each)) }
  }
}

/** `/status`: the pod's status as server-sent events, one at the start and one at each change. */
export const statusRoute = (status: StatusKeeper, redact: (text: string) => string): HttpRoute => ({
  method: 'GET',
  path: '/status',
  handle: (request, reply) => reply.events(statusEvents(status, redact, request.signal)),
})
