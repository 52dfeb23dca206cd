import { rm } from 'node:fs/promises'
import { inheritedEnvironment } from '../../config.ts'
import { hasMemory } from '../../pipeline/spec-for.ts'
import { markerOf } from '../../process/marked-processes.ts'
import { clearLeftovers } from '../../process/owned-process.ts'
import type { EmbeddedRecords } from '../../records/embedded.ts'
import { unwritable } from '../../records/unavailable.ts'
import { ensureDir, writeFileAtomic } from '../../service/files.ts'
import { type StateDir, stateDir } from '../../state-dir.ts'
import { watchPresence } from '../presence.ts'
import { startReconciler } from '../reconciler.ts'
import { recordStopped } from '../stopped.ts'
import { serveControl } from './control-http.ts'
import { startGazeServer } from './gaze-server-process.ts'
import { openRecords } from './open-records.ts'
import { choosePorts } from './ports.ts'
import { notReady, type Running, stackOf, stateOf } from './running.ts'
import { type Site, siteCluster } from './site-cluster.ts'
import { stackMetrics } from './stack-metrics.ts'
import type { Supervision } from './supervision.ts'
import { siteToken } from './token.ts'
import { type StartWaits, startWaits } from './until-ready.ts'

/** What an earlier supervisor's processes get to end by themselves. */
const LEFTOVER_GRACE_MS = 8_000

interface Place {
  readonly dir: StateDir
  readonly marker: string
  readonly token: string
  readonly env: Readonly<Record<string, string>>
}

/** Ends what was left; from here the state directory is this process's alone. */
const takeOver = async ({ log }: Supervision, dir: StateDir): Promise<Place> => {
  const marker = markerOf(dir.root)
  const left = await clearLeftovers(dir.pods, marker, LEFTOVER_GRACE_MS)
  if (left > 0) log.warn('ended what an earlier supervisor left', { processes: left })
  return { dir, marker, token: await siteToken(dir.token), env: inheritedEnvironment() }
}

const notice = ({ log, say }: Supervision, text: string): void => {
  log.warn(text)
  say({ type: 'notice', text })
}

const writeStack = ({ dir }: Place, running: Running): Promise<void> =>
  writeFileAtomic(dir.stack, JSON.stringify(stackOf(running)))

const startControl = async (
  { life }: Supervision,
  { dir, token }: Place,
  running: Running,
  { cluster }: Site,
): Promise<void> => {
  const http = await serveControl({
    token,
    notReady: () => notReady(running),
    state: () => stateOf(running),
    metrics: () => stackMetrics(running.reconciler, cluster),
    nudge: () => running.reconciler?.nudge(),
    stop: () => life.end('asked to stop'),
  })
  running.control = http.port
  life.onDrain('stack.json', () => rm(dir.stack, { force: true }))
  life.onDrain('http', () => http.close())
}

const startServer = (supervision: Supervision, place: Place, running: Running, waits: StartWaits): void => {
  let wasReady = false
  const gazeServer = startGazeServer({
    ...place,
    ports: () => running.ports,
    changed: () => {
      wasReady ||= running.gazeServer?.state().ready === true
      waits.look()
    },
    // Somebody took a port between the look and the start.
    failed: async (reason) => {
      if (reason !== 'PORT_IN_USE' || wasReady) return
      const { args } = supervision
      running.ports = await choosePorts(place.dir.root, args.ingest, (text) => notice(supervision, text))
      await writeStack(place, running)
    },
  })
  running.gazeServer = gazeServer
  supervision.life.onDrain('gaze-server', () => gazeServer.kept.stop())
}

const startInfoUpdate = (
  { life, log }: Supervision,
  running: Running,
  site: Site,
  changed: () => void,
): void => {
  const stop = new AbortController()
  const reconciler = startReconciler({ ...site, hasMemory, log, signal: stop.signal, changed })
  running.reconciler = reconciler
  life.onDrain('record of the end', () => recordStopped(site.records))
  life.onDrain('pods', () => site.cluster.close())
  life.onDrain('info-update', async () => {
    stop.abort()
    await reconciler.done
  })
}

const start = async (supervision: Supervision, records: EmbeddedRecords, dir: StateDir): Promise<void> => {
  const { life, log, args, say, version } = supervision
  const place = await takeOver(supervision, dir)
  const ports = await choosePorts(dir.root, args.ingest, (text) => notice(supervision, text))
  const startedAt = new Date().toISOString()
  const running: Running = { version, startedAt, ports, control: 0, stopping: false }
  life.signal.addEventListener('abort', () => {
    running.stopping = true
  })
  life.signal.throwIfAborted()
  const site = siteCluster({
    ...place,
    log,
    records,
    podsEndpoint: () => `tcp://127.0.0.1:${running.ports.pods}`,
  })
  const waits = startWaits(running)
  await startControl(supervision, place, running, site)
  await writeStack(place, running)
  const stopLooking = watchPresence(dir.stack, () => life.end('the state directory is gone'))
  life.onDrain('look at stack.json', stopLooking)
  life.signal.throwIfAborted()
  startServer(supervision, place, running, waits)
  await waits.gazeServer(life.signal)
  startInfoUpdate(supervision, running, site, waits.look)
  await waits.all(life.signal)
  log.info('ready', { ports: stackOf(running).ports })
  say({ type: 'ready', stack: stackOf(running) })
}

/**
 * Runs the local stack until the process ends: info-update with the local cluster inside, and gaze-server.
 * @throws GazeError STORE_UNAVAILABLE, PORT_IN_USE, FAILED
 */
export const supervise = async (supervision: Supervision): Promise<void> => {
  const dir = stateDir(supervision.args.stateDir)
  try {
    await ensureDir(dir.root)
    const records = await openRecords(supervision, dir)
    if (records === undefined) return supervision.life.end('another supervisor has the state directory')
    await start(supervision, records, dir)
  } catch (error) {
    throw unwritable(dir.root, error)
  }
}
