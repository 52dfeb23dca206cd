import { hostname } from 'node:os'
import { join } from 'node:path'
import { type PodStatus, STARTING } from '../../pod/assignment.ts'
import type { ObservedPod } from '../types.ts'
import type { Clock } from '../../process/clock.ts'
import { POD_BACKOFF } from '../../process/backoff.ts'
import { keepProcess } from '../../process/kept-process.ts'
import { launchPod, type PodIdentity, type Site } from './launch.ts'
import type { RolloutPod } from './rollout.ts'
import type { ProgramStarted } from './runner-orders.ts'

export interface PodProcess {
  observed(): ObservedPod
  rollout(): RolloutPod
  /** It has ended for good. */
  isGone(): boolean
  lostLines(): number
  stop(): Promise<void>
}

export interface PodProcessOptions {
  readonly site: Site
  readonly identity: PodIdentity
  readonly clock: Clock
  readonly graceMs: number
  /** In ports promised to other pods. */
  readonly takenPorts: () => ReadonlySet<number>
  readonly changed: () => void
}

const isPodStatus = (message: unknown): message is PodStatus =>
  (message as PodStatus | null)?.type === 'status'
const isProgram = (message: unknown): message is ProgramStarted =>
  (message as ProgramStarted | null)?.type === 'program'

/** Pods inherit the environment of the stack. */
const MORE_HEAP =
  'give it less to hold, or more heap: gaze down, then NODE_OPTIONS=--max-old-space-size=MIB gaze up'

/** One pod of a stream: our pod program, or the runner with a foreign one under it. */
export const startPod = (options: PodProcessOptions): PodProcess => {
  const { site, identity, clock } = options
  let told: Omit<PodStatus, 'type'> = STARTING
  let ports: { readonly in?: number } = {}

  const kept = keepProcess({
    noteDir: join(site.dir.pods, identity.name),
    logPath: join(site.dir.logs, identity.stream, `${identity.name}.log`),
    clock,
    backoff: POD_BACKOFF,
    graceMs: options.graceMs,
    changed: options.changed,
    launch: async () => {
      const launched = await launchPod(site, identity, options.takenPorts())
      ports = launched.ports
      return launched
    },
    heard: (message) => {
      if (isProgram(message)) kept.noteProgram({ pid: message.pid, mark: message.mark })
      if (!isPodStatus(message)) return
      told = message
      if (message.ready) kept.backoff.healthy(clock.now())
      options.changed()
    },
    ended: () => {
      const { completed } = told
      told = completed ? { ...told, ready: false, active: false, ports: {} } : STARTING
      ports = {}
      return completed
    },
  })

  const phase = (): ObservedPod['phase'] => {
    const state = kept.state()
    if (state !== 'running' && state !== 'waiting') return 'Terminating'
    if (told.ready) return 'Running'
    return kept.backoff.looping ? 'CrashLoop' : 'Pending'
  }

  const said = (): { reason: string; message: string } => {
    const { heapFull, message } = kept.death()
    if (phase() === 'CrashLoop')
      return heapFull
        ? { reason: 'HeapFull', message: `${message}; ${MORE_HEAP}` }
        : { reason: 'CrashLoop', message }
    if (kept.state() === 'waiting') return { reason: 'Restarting', message }
    const trouble = kept.logTrouble()
    return {
      reason: told.reason,
      message: told.message || (trouble && `log lines are being lost: ${trouble}`),
    }
  }

  const rolloutState = (): RolloutPod['state'] => {
    const state = kept.state()
    if (state === 'stopping' || state === 'gone') return 'stopping'
    if (state === 'waiting') return 'failing'
    return told.ready || told.completed ? 'ready' : 'starting'
  }

  return {
    observed: () => ({
      name: identity.name,
      stream: identity.stream,
      templateHash: identity.template.hash,
      phase: phase(),
      ready: told.ready,
      active: told.active,
      completed: told.completed,
      ip: '127.0.0.1',
      ports: { ...ports, ...told.ports },
      node: hostname(),
      restarts: kept.restarts(),
      ...said(),
      startedAt: kept.startedAt(),
    }),
    rollout: () => ({ name: identity.name, hash: identity.template.hash, state: rolloutState() }),
    isGone: () => kept.state() === 'gone',
    lostLines: kept.lostLines,
    stop: kept.stop,
  }
}
