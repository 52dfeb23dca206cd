import { type HttpServer, serveHttp } from '../../service/http.ts'
import { METRICS_TYPE, type Metric, renderMetrics } from '../../service/metrics.ts'
import type { StackState } from '../stack.ts'

export interface ControlOptions {
  readonly token: string
  readonly notReady: () => string
  readonly state: () => StackState
  readonly metrics: () => readonly Metric[]
  readonly nudge: () => void
  readonly stop: () => void
}

/** The supervisor's own HTTP port, on loopback. */
export const serveControl = (options: ControlOptions): Promise<HttpServer> =>
  serveHttp({
    host: '127.0.0.1',
    port: 0,
    token: options.token,
    notReady: options.notReady,
    routes: [
      { method: 'GET', path: '/state', handle: (_, reply) => reply.json(200, options.state()) },
      {
        method: 'GET',
        path: '/metrics',
        handle: (_, reply) => reply.text(200, renderMetrics(options.metrics()), METRICS_TYPE),
      },
      {
        method: 'POST',
        path: '/nudge',
        handle: (_, reply) => {
          options.nudge()
          reply.json(202, { nudged: true })
        },
      },
      {
        method: 'POST',
        path: '/stop',
        handle: (_, reply) => {
          reply.json(202, { stopping: true })
          options.stop()
        },
      },
    ],
  })
