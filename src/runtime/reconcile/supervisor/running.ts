import { ownIdentity } from '../../service/process-mark.ts'
import type { Reconciler } from '../reconciler.ts'
import type { Stack, StackState } from '../stack.ts'
import type { GazeServerProcess } from './gaze-server-process.ts'
import type { StackPorts } from './ports.ts'

/** What the supervisor has started so far. */
export interface Running {
  readonly version: string
  readonly startedAt: string
  ports: StackPorts
  /** Port of the supervisor's own HTTP; 0 until it listens. */
  control: number
  gazeServer?: GazeServerProcess
  reconciler?: Reconciler
  stopping: boolean
}

export const stackOf = ({ version, startedAt, ports, control }: Running): Stack => {
  const { ingestHost, ingest, pods, http } = ports
  return { version, ...ownIdentity(), startedAt, ingestHost, ports: { ingest, pods, http, control } }
}

/** Why the stack is not ready, or empty. */
export const notReady = ({ gazeServer, reconciler, stopping }: Running): string => {
  if (stopping) return 'the stack is stopping'
  const server = gazeServer?.state()
  if (server?.ready !== true) return `gaze-server is not ready${server?.message ? `: ${server.message}` : ''}`
  return reconciler?.ready() === true ? '' : reconciler?.trouble() || 'the records have not been read yet'
}

export const stateOf = ({ gazeServer, reconciler, startedAt, control }: Running): StackState => {
  const ready = reconciler?.ready() === true
  const infoUpdate = {
    name: 'info-update',
    phase: ready ? 'Running' : 'Pending',
    ready,
    ports: { control },
    since: startedAt,
    message: reconciler?.trouble() ?? '',
    pid: process.pid,
  } as const
  return { services: gazeServer === undefined ? [infoUpdate] : [infoUpdate, gazeServer.state()] }
}
