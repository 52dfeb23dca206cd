import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GazeError } from '../../errors.ts'
import type { IngestSettings, IngestStatus } from '../../ingest/settings.ts'
import { programPath } from '../../package-root.ts'
import { SERVICE_BACKOFF } from '../../process/backoff.ts'
import { systemClock as clock } from '../../process/clock.ts'
import { type KeptProcess, keepProcess } from '../../process/kept-process.ts'
import { MARKER } from '../../process/marked-processes.ts'
import type { StateDir } from '../../state-dir.ts'
import type { StackPorts } from './ports.ts'
import type { StackState } from '../stack.ts'

export interface GazeServerOptions {
  readonly dir: StateDir
  readonly marker: string
  readonly env: Readonly<Record<string, string>>
  readonly token: string
  /** Where it is to listen, as of its next start. */
  readonly ports: () => StackPorts
  readonly changed: () => void
  /** It could not start or has ended; resolves when it may be tried again. */
  readonly failed: (reason: string) => Promise<void>
}

export interface GazeServerProcess {
  state(): StackState['services'][number]
  /** Why it cannot start. */
  failure(): GazeError
  readonly kept: KeptProcess
}

const GRACE_MS = 10_000
const STARTING: IngestStatus = { type: 'status', ready: false, reason: '', message: '' }
const isStatus = (message: unknown): message is IngestStatus =>
  (message as IngestStatus | null)?.type === 'status'

const settingsOf = ({ dir, token }: GazeServerOptions, ports: StackPorts): IngestSettings => ({
  stateDir: dir.root,
  ingest: { host: ports.ingestHost, port: ports.ingest },
  pods: { host: '127.0.0.1', port: ports.pods },
  http: { host: '127.0.0.1', port: ports.http },
  token,
})

const portInUse = (message: string): GazeError =>
  new GazeError('PORT_IN_USE', message, {
    hint: 'End the program that has it, or choose another with --ingest',
  })

const cannotStart = (why: string): GazeError =>
  new GazeError('FAILED', 'gaze-server cannot start', { why, hint: 'gaze logs tail --service gaze-server' })

/** Ingest as a child of this process, started again on the same ports whenever it ends. */
export const startGazeServer = (options: GazeServerOptions): GazeServerProcess => {
  const { dir } = options
  const home = join(dir.pods, '_gaze-server')
  let told = STARTING
  let tries = 0

  const launch = async () => {
    if (tries++ > 0) await options.failed(told.reason)
    told = STARTING
    const uid = `${options.marker}${randomUUID()}`
    const file = join(home, 'settings.json')
    await mkdir(home, { recursive: true, mode: 0o700 })
    await writeFile(file, JSON.stringify(settingsOf(options, options.ports())), { mode: 0o600 })
    const child = spawn(process.execPath, [programPath('gaze-server'), file], {
      env: { ...options.env, [MARKER]: uid },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    return { child, uid }
  }

  const kept = keepProcess({
    noteDir: home,
    logPath: join(dir.logs, '_services', 'gaze-server.log'),
    clock,
    backoff: SERVICE_BACKOFF,
    graceMs: GRACE_MS,
    launch,
    heard: (message) => {
      if (!isStatus(message)) return
      told = message
      if (message.ready) kept.backoff.healthy(clock.now())
      options.changed()
    },
    ended: () => {
      told = { ...STARTING, reason: told.reason }
      return false
    },
    changed: options.changed,
  })

  const phase = (): StackState['services'][number]['phase'] => {
    if (told.ready) return 'Running'
    return kept.backoff.looping ? 'CrashLoop' : 'Pending'
  }

  return {
    kept,
    failure: () =>
      told.reason === 'PORT_IN_USE' ? portInUse(told.message) : cannotStart(kept.death().message),
    state: () => {
      const { ingest, pods, http } = options.ports()
      return {
        name: 'gaze-server',
        phase: phase(),
        ready: told.ready,
        ports: { ingest, pods, http },
        since: kept.startedAt(),
        message: told.message || (told.ready ? '' : kept.death().message),
        pid: kept.pid(),
      }
    },
  }
}
