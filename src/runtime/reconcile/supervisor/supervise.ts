import { rm } from 'node:fs/promises'
import { type Site, siteCluster } from './site-cluster.ts'
import { inheritedEnvironment } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import { hasMemory } from '../../pipeline/spec-for.ts'
import { markerOf } from '../../process/marked-processes.ts'
import { clearLeftovers } from '../../process/owned-process.ts'
import { type EmbeddedRecords, openEmbedded } from '../../records/embedded.ts'
import { ensureDir, writeFileAtomic } from '../../service/files.ts'
import type { Lifetime } from '../../service/lifetime.ts'
import type { Logger } from '../../service/log.ts'
import { ownIdentity } from '../../service/process-mark.ts'
import { type StateDir, stateDir } from '../../state-dir.ts'
import { claimRecords, releaseRecords } from './claim.ts'
import { serveControl } from './control-http.ts'
import { firstReady } from './first-ready.ts'
import { startGazeServer } from './gaze-server-process.ts'
import type { SupervisorArguments, SupervisorMessage } from '../handshake.ts'
import { choosePorts } from './ports.ts'
import { type Reconciler, startReconciler } from '../reconciler.ts'
import type { Stack, StackState } from '../stack.ts'
import { stackMetrics } from './stack-metrics.ts'
import { recordStopped } from '../stopped.ts'
import { siteToken } from './token.ts'

export interface Supervision {
  readonly life: Lifetime
  readonly log: Logger
  readonly version: string
  readonly args: SupervisorArguments
  say(message: SupervisorMessage): void
}

/** What an earlier supervisor's processes get to end by themselves. */
const LEFTOVER_GRACE_MS = 8_000
const START_MS = 60_000

/** Opens the records and claims them; undefined when another supervisor has them. */
const openRecords = async (
  { life, say }: Supervision,
  dir: StateDir,
): Promise<EmbeddedRecords | undefined> => {
  const self = ownIdentity()
  const records = await openEmbedded(dir)
  life.onDrain('records', () => records.close())
  const other = await claimRecords(records, self)
  if (other !== undefined) {
    say({ type: 'held', pid: other })
    return undefined
  }
  life.onDrain('lease', () => releaseRecords(records, self))
  return records
}

const startInfoUpdate = ({ life, log }: Supervision, site: Site, changed: () => void): Reconciler => {
  const stop = new AbortController()
  const { records, cluster } = site
  const reconciler = startReconciler({ records, cluster, hasMemory, log, signal: stop.signal, changed })
  life.onDrain('info-update', async () => {
    stop.abort()
    await reconciler.done
  })
  return reconciler
}

/** Ends what was left, chooses ports; the state directory is this process's alone from here. */
const prepare = async ({ log, args }: Supervision, dir: StateDir) => {
  const marker = markerOf(dir.root)
  const left = await clearLeftovers(dir.pods, marker, LEFTOVER_GRACE_MS)
  if (left > 0) log.warn('ended what an earlier supervisor left', { processes: left })
  return { marker, token: await siteToken(dir.token), startedAt: new Date().toISOString(), args }
}

/**
 * Runs the local stack until the process ends: info-update with the local cluster inside, and gaze-server.
 * @throws GazeError STORE_UNAVAILABLE, PORT_IN_USE, FAILED, and what the system says of the state directory.
 */
export const supervise = async (supervision: Supervision): Promise<void> => {
  const { life, log, args, say, version } = supervision
  const dir = stateDir(args.stateDir)
  await ensureDir(dir.root)
  const records = await openRecords(supervision, dir)
  if (records === undefined) return life.end('another supervisor has the state directory')
  const { marker, token, startedAt } = await prepare(supervision, dir)
  const notice = (text: string): void => {
    log.warn(text)
    say({ type: 'notice', text })
  }
  let ports = await choosePorts(dir.root, args.ingest, notice)
  let reconciler: Reconciler | undefined
  let control = 0
  let wasReady = false
  life.signal.throwIfAborted()

  const stack = (): Stack => {
    const { ingestHost, ingest, pods, http } = ports
    return { version, ...ownIdentity(), startedAt, ingestHost, ports: { ingest, pods, http, control } }
  }
  const writeStack = (): Promise<void> => writeFileAtomic(dir.stack, JSON.stringify(stack()))

  const notReady = (): string => {
    const server = gazeServer.state()
    if (!server.ready) return `gaze-server is not ready${server.message && `: ${server.message}`}`
    return reconciler?.ready() === true ? '' : reconciler?.trouble() || 'the records have not been read yet'
  }
  const serverReady = firstReady(
    () => gazeServer.state().ready,
    () => new GazeError('FAILED', 'gaze-server did not become ready', { why: gazeServer.state().message }),
  )
  const allReady = firstReady(
    () => notReady() === '',
    () => new GazeError('FAILED', 'The local stack did not become ready', { why: notReady() }),
  )
  const changed = (): void => {
    serverReady.look()
    allReady.look()
    if (!wasReady && gazeServer.kept.backoff.looping) serverReady.fail(gazeServer.failure())
  }

  const site = siteCluster({
    dir,
    marker,
    token,
    env: inheritedEnvironment(),
    log,
    records,
    podsEndpoint: () => `tcp://127.0.0.1:${ports.pods}`,
  })
  const gazeServer = startGazeServer({
    dir,
    marker,
    token,
    env: inheritedEnvironment(),
    ports: () => ports,
    changed,
    // Somebody took a port between the look and the start.
    failed: async (reason) => {
      if (reason !== 'PORT_IN_USE' || wasReady) return
      ports = await choosePorts(dir.root, args.ingest, notice)
      await writeStack()
    },
  })
  life.onDrain('gaze-server', () => gazeServer.kept.stop())
  life.onDrain('record of the end', () => recordStopped(records))
  life.onDrain('pods', () => site.cluster.close())

  const state = (): StackState => ({ services: [infoUpdateState(), gazeServer.state()] })
  const infoUpdateState = (): StackState['services'][number] => ({
    name: 'info-update',
    phase: reconciler?.ready() === true ? 'Running' : 'Pending',
    ready: reconciler?.ready() === true,
    ports: { control },
    since: startedAt,
    message: reconciler?.trouble() ?? '',
    pid: process.pid,
  })
  const http = await serveControl({
    token,
    notReady,
    state,
    metrics: () => stackMetrics(reconciler, site.cluster),
    nudge: () => reconciler?.nudge(),
    stop: () => life.end('asked to stop'),
  })
  control = http.port
  life.onDrain('http', () => http.close())
  life.onDrain('stack.json', () => rm(dir.stack, { force: true }))
  await writeStack()
  await serverReady.wait(START_MS, life.signal)
  reconciler = startInfoUpdate(supervision, site, changed)
  await allReady.wait(START_MS, life.signal)
  wasReady = true
  log.info('ready', { ports: stack().ports })
  say({ type: 'ready', stack: stack() })
}
