import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GazeError, isGazeError, messageOf } from '../errors.ts'
import { packageRoot } from '../package-root.ts'
import { tellError } from '../process/told-error.ts'
import { startLifetime } from '../service/lifetime.ts'
import { stateDir } from '../state-dir.ts'
import type { StayMessage, SupervisorArguments, SupervisorMessage } from './handshake.ts'
import { openServiceLog } from './supervisor/service-log.ts'
import { supervise } from './supervisor/supervise.ts'

/** Pods and gaze-server are given their time one after the other. */
const DEADLINE_MS = 40_000

const args = JSON.parse(process.argv[2] ?? '{}') as SupervisorArguments
const log = openServiceLog(
  join(stateDir(args.stateDir).logs, '_services', 'info-update.log'),
  args.foreground,
)
let stays = false

const life = startLifetime({ log, deadlineMs: DEADLINE_MS, mayOutliveParent: () => stays })

process.on('message', (message) => {
  if ((message as StayMessage | null)?.type !== 'stay') return
  stays = true
  process.disconnect()
})

const say = (message: SupervisorMessage): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

const failureOf = (error: unknown): GazeError =>
  isGazeError(error)
    ? error
    : new GazeError('FAILED', 'The local stack cannot start', { why: messageOf(error), cause: error })

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }

supervise({ life, log, version, args, say }).catch((error: unknown) => {
  // It was told to end while it was starting.
  if (life.signal.aborted) return
  const failure = failureOf(error)
  log.error(failure.message, { why: failure.why })
  say({ type: 'failed', error: tellError(failure) })
  life.end('cannot start', 1)
})
