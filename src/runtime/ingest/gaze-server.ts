import { isGazeError, messageOf } from '../errors.ts'
import type { Records } from '../records/store.ts'
import { serveHttp } from '../service/http.ts'
import { type Lifetime, startLifetime } from '../service/lifetime.ts'
import { createLogger, type Logger } from '../service/log.ts'
import { METRICS_TYPE, renderMetrics } from '../service/metrics.ts'
import { stateDir } from '../state-dir.ts'
import { ingestMetrics } from './ingest-metrics.ts'
import { type IngestConfig, readIngestSettings } from './read-settings.ts'
import { modelRoute } from './model-route.ts'
import { type IngestRecords, startIngest } from './server.ts'
import type { IngestPorts, IngestStatus } from './settings.ts'
import type { IngestState } from './state.ts'

const DEADLINE_MS = 8_000

const openRecords = async (
  { mongodbUriFile, database, stateDir: root }: IngestConfig,
  log: Logger,
  trouble: (message: string) => void,
): Promise<Records & IngestRecords> => {
  if (mongodbUriFile === undefined)
    return (await import('../records/embedded.ts')).openEmbedded(stateDir(root))
  const { openServiceRecords } = await import('../records/service-records.ts')
  return openServiceRecords({ uriFile: mongodbUriFile, database, service: 'gaze-server', log, trouble })
}

/** Ingest as a program of its own; its only argument is the path of its settings. */
const main = async (life: Lifetime, log: Logger): Promise<void> => {
  const config = await readIngestSettings(process.argv[2])
  let away = ''
  const records = await openRecords(config, log, (message) => {
    away = message
  })
  life.onDrain('records', () => records.close())

  let ports: IngestPorts | undefined
  let ready = false
  const report = (): void => {
    const status: IngestStatus = {
      type: 'status',
      ready: ready && ports !== undefined,
      reason: '',
      message: '',
    }
    life.report(ports === undefined ? status : { ...status, ports })
  }
  const server = await startIngest({
    config,
    records,
    log,
    onReady: () => {
      ready = true
      report()
    },
    onError: (error) => life.fail(messageOf(error)),
  })
  life.onDrain('ingest', server.drain)

  const state = (): IngestState => ({ ...server.state(), ports: ports! })
  const http = await serveHttp({
    ...config.http,
    token: config.token,
    notReady: () => (ready ? '' : server.trouble() || away || 'the records have not been read yet'),
    routes: [
      modelRoute(records),
      { method: 'GET', path: '/state', handle: (_, reply) => reply.json(200, state()) },
      {
        method: 'GET',
        path: '/metrics',
        handle: (_, reply) => reply.text(200, renderMetrics(ingestMetrics(state())), METRICS_TYPE),
      },
    ],
  })
  life.onDrain('http', () => http.close())
  ports = { ...server.ports, http: http.port }
  log.info('listening', { ...ports })
  report()
}

const log = createLogger((line) => process.stderr.write(line))
const life = startLifetime({ log, deadlineMs: DEADLINE_MS })
main(life, log).catch((error: unknown) => {
  const reason = isGazeError(error) ? error.code : 'INTERNAL'
  const status: IngestStatus = { type: 'status', ready: false, reason, message: messageOf(error) }
  life.report(status)
  life.fail(messageOf(error))
})
