import { formatDuration } from '../../duration.ts'
import { GazeError } from '../../errors.ts'
import { HOPELESS } from '../../reconcile/hopeless.ts'
import type { Pod, PodPhase, Stream } from '../../records/types.ts'
import { pause } from '../../service/pause.ts'
import type { Absence, Site } from '../site.ts'
import { createAbsenceWatch } from './lasting-absence.ts'

const LOOK_MS = { local: 100, kubernetes: 250 } as const

export interface WaitOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Told what is waited for and how it is now. */
  say(text: string): void
  /** Told how it was when the signal ended the wait; what was recorded goes on without it. */
  stopped(text: string): void
}

const seenOf = ({ status, generation }: Stream): string => {
  if (status.observedGeneration < generation) return 'its change has not been taken up'
  const reason = status.reason === '' ? '' : ` (${status.reason})`
  return `${status.phase}${reason}${status.message === '' ? '' : `: ${status.message}`}`
}

/** What the stream's spec asks for, in words. */
const goalOf = ({ replicas, generation }: Stream): string => {
  if (replicas === 0) return `no pods at generation ${generation}`
  return `${replicas} ready ${replicas === 1 ? 'pod' : 'pods'} at generation ${generation}`
}

const notRunning = (name: string, what: string, absence: Absence): GazeError =>
  new GazeError('NOT_RUNNING', `Stream "${name}" ${what}, but nothing runs it`, {
    why: `${absence.what.charAt(0).toUpperCase()}${absence.what.slice(1)}`,
    hint: `${absence.next}; or add --no-wait`,
    details: { stream: name },
  })

/** Where there is something to read: a pod that never started has said nothing, one that runs on has no run before. */
const nextOf = (name: string, pods: readonly Pod[]): string => {
  if (pods.some(({ restarts, phase }) => restarts > 0 || phase === 'CrashLoop'))
    return `gaze logs tail ${name} --previous shows what its pods said; gaze stream why ${name}`
  if (pods.some(({ startedAt }) => startedAt !== ''))
    return `gaze logs tail ${name} shows what its pods say; gaze stream why ${name}`
  return `gaze stream why ${name}`
}

const failed = ({ name, status }: Stream, pods: readonly Pod[]): GazeError =>
  new GazeError('STREAM_FAILED', `Stream "${name}" cannot become ready`, {
    why: `${status.reason}${status.message === '' ? '' : `: ${status.message}`}`,
    hint: nextOf(name, pods),
    details: { stream: name, phase: status.phase, reason: status.reason, message: status.message },
  })

const removed = (name: string): GazeError =>
  new GazeError('STREAM_NOT_FOUND', `Stream "${name}" was removed while it was waited for`, {
    hint: 'gaze stream list shows what there is',
  })

const timedOut = (stream: Stream, timeoutMs: number): GazeError =>
  new GazeError('TIMEOUT', `Stream "${stream.name}" was not ready within ${formatDuration(timeoutMs)}`, {
    why: `Waited for ${goalOf(stream)}; last seen: ${seenOf(stream)}`,
    hint: `gaze stream why ${stream.name}, or wait longer with --timeout`,
    details: { stream: stream.name, phase: stream.status.phase, readyReplicas: stream.status.readyReplicas },
  })

const BROKEN: readonly PodPhase[] = ['CrashLoop', 'Failed']

/** A pod that keeps dying will not recover by waiting; `Degraded` may be that, or only be on its way. */
const isBroken = ({ status }: Stream, pods: readonly Pod[]): boolean =>
  status.phase === 'Failed' ||
  (status.phase === 'Degraded' &&
    (HOPELESS.has(status.reason) ||
      pods.some(({ phase, reason }) => BROKEN.includes(phase) && reason === status.reason)))

/** True when it is as its spec wants it. @throws GazeError STREAM_FAILED when it never will be. */
const isDone = (stream: Stream, generation: number, pods: readonly Pod[]): boolean => {
  const { status, replicas } = stream
  if (status.observedGeneration < generation) return false
  if (isBroken(stream, pods)) throw failed(stream, pods)
  if (status.phase === 'Completed') return true
  if (replicas === 0) return status.phase === 'Stopped' && pods.length === 0
  return status.phase === 'Running' && status.readyReplicas >= replicas
}

const stoppedText = (stream: Stream, what: string): string =>
  `Stopped waiting for ${goalOf(stream)}; last seen: ${seenOf(stream)}. Stream "${stream.name}" ${what}; ` +
  `gaze stream show ${stream.name}`

/**
 * Waits until the generation was taken up and its pods are ready; a source that has ended counts as done.
 * @throws GazeError NOT_RUNNING when there is no stack or it ends, STREAM_FAILED at once with the reason,
 *   TIMEOUT with what was waited for and the last thing seen; the reason of `signal`.
 */
export const waitForStream = async (
  site: Site,
  { name, generation }: Pick<Stream, 'name' | 'generation'>,
  what: string,
  { timeoutMs, signal, say, stopped }: WaitOptions,
): Promise<Stream> => {
  const deadline = performance.now() + timeoutMs
  const lasts = createAbsenceWatch()
  for (;;) {
    const stream = await site.records.streams.get(name)
    if (stream === undefined) throw removed(name)
    const pods = (await site.records.pods.list()).filter((pod) => pod.stream === name)
    const absence = await site.absence()
    if (lasts(absence)) throw notRunning(name, what, absence)
    if (isDone(stream, generation, pods)) return stream
    if (performance.now() >= deadline) throw timedOut(stream, timeoutMs)
    say(`Waiting for ${goalOf(stream)}: ${seenOf(stream)}`)
    await pause(LOOK_MS[site.kind], signal)
    if (signal.aborted) {
      stopped(stoppedText(stream, what))
      throw signal.reason
    }
  }
}
