import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { messageOf } from '../../errors.ts'
import { openClient } from '../../kubernetes/client.ts'
import { openServiceRecords } from '../../records/service-records.ts'
import type { Records } from '../../records/store.ts'
import { serveHttp } from '../../service/http.ts'
import { type Lifetime, startLifetime } from '../../service/lifetime.ts'
import { createLogger, type Logger } from '../../service/log.ts'
import { METRICS_TYPE, renderMetrics } from '../../service/metrics.ts'
import { readSecretFile } from '../../service/secret-file.ts'
import { elect } from '../leader/elect.ts'
import { kubernetesLease } from '../leader/kubernetes-lease.ts'
import { openCluster } from './open-cluster.ts'
import { askPodLedgers } from './pod-ledgers.ts'
import { createReign } from './reign.ts'
import { type InfoUpdateSettings, readInfoUpdateSettings } from './settings.ts'
import { type InfoUpdateStatus, infoUpdateMetrics, notReady, stateOf } from './state.ts'

const DEADLINE_MS = 15_000

const serve = (
  status: InfoUpdateStatus,
  { http }: InfoUpdateSettings,
  token: string,
  records: Pick<Records, 'streams' | 'pods'>,
) =>
  serveHttp({
    ...http,
    token,
    notReady: () => notReady(status),
    routes: [
      { method: 'GET', path: '/state', handle: (_, reply) => reply.json(200, stateOf(status)) },
      {
        method: 'GET',
        path: '/ledgers',
        handle: async ({ signal }, reply) => reply.json(200, await askPodLedgers(records, token, signal)),
      },
      {
        method: 'GET',
        path: '/metrics',
        handle: (_, reply) => reply.text(200, renderMetrics(infoUpdateMetrics(status)), METRICS_TYPE),
      },
    ],
  })

/** Info-update as a program of a cluster, one of several of which one leads; its only argument is its settings' path. */
const main = async (life: Lifetime, log: Logger): Promise<void> => {
  const settings = await readInfoUpdateSettings(process.argv[2])
  const token = await readSecretFile(settings.tokenFile)
  const status: InfoUpdateStatus = {
    // A container that is started again is another: what the one before had under way may still arrive.
    self: `${hostname()}_${randomUUID().slice(0, 8)}`,
    startedAt: new Date().toISOString(),
    leader: '',
    epoch: 0,
    reconciler: undefined,
    blocked: '',
    recordsTrouble: '',
  }
  // It outlives the signal, so that the lease can be given back.
  const ended = new AbortController()
  const client = await openClient({ namespace: settings.namespace, signal: ended.signal })
  const records = await openServiceRecords({
    uriFile: settings.mongodbUriFile,
    database: settings.database,
    service: 'info-update',
    fence: () => status.epoch,
    log,
    trouble: (message) => {
      status.recordsTrouble = message
    },
  })
  const http = await serve(status, settings, token, records)
  log.info('listening', { http: http.port })
  const election = elect({
    store: kubernetesLease(client, settings.lease, log, life.signal),
    self: status.self,
    lead: createReign({
      records,
      openCluster: () => openCluster(client, settings, token, log),
      status,
      log,
    }),
    changed: (leader) => {
      status.leader = leader
    },
    log,
    signal: life.signal,
  })
  life.onDrain('connections', async () => {
    ended.abort()
    client.close()
    await records.close()
  })
  life.onDrain('http', http.close)
  life.onDrain('election', () => election)
  election.catch((error: unknown) => life.fail(messageOf(error)))
}

const log = createLogger((line) => process.stderr.write(line))
const life = startLifetime({ log, deadlineMs: DEADLINE_MS })
main(life, log).catch((error: unknown) => life.fail(messageOf(error)))
