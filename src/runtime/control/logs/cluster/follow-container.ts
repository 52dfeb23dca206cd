import { messageOf } from '../../../errors.ts'
import { apiStatus } from '../../../kubernetes/api-error.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Pod } from '../../../kubernetes/objects.ts'
import { pause } from '../../../service/pause.ts'
import type { ContainerLog } from './containers.ts'
import type { WrittenLine } from '../log-line.ts'
import { type PodLogRequest, readPodLog } from './pod-log.ts'
import type { Position } from './position.ts'

export interface FollowOptions {
  readonly client: KubeClient
  readonly log: ContainerLog
  readonly position: Position
  /** How much of the past is wanted, where none of it was read yet. */
  readonly first: Pick<PodLogRequest, 'sinceSeconds' | 'tailLines'>
  /** As it is now; undefined when it is gone. */
  readonly look: () => Pod | undefined
  push(lines: WrittenLine[]): Promise<void>
  notice(text: string): void
  readonly signal: AbortSignal
}

interface Run {
  readonly restarts: number
  readonly isOver: boolean
}

const LOOK_MS = 250
const MOST_WAIT_MS = 5_000

/** Undefined while the container has not started for the first time. */
const runOf = (pod: Pod, container: string): Run | undefined => {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container)
  if (status === undefined) return undefined
  const { state, lastState, restartCount } = status
  if (state?.running === undefined && state?.terminated === undefined && lastState?.terminated === undefined)
    return undefined
  return { restarts: restartCount, isOver: state?.running === undefined }
}

/**
 * Follows one container over restarts and lost connections until its pod is gone: each line once. Says on the way
 * when the connection is lost and found, and what can no longer be read.
 */
export const followContainer = async (options: FollowOptions): Promise<void> => {
  const { client, log, position, look, push, notice, signal } = options
  let read: Run | undefined
  let failures = 0

  const opened = (): void => {
    if (failures > 0) notice(`${log.pod}: connected again`)
    failures = 0
  }

  const readOn = async (part: Pick<PodLogRequest, 'follow' | 'previous'>): Promise<void> => {
    const last = position.last()
    position.reopen()
    const since = last === '' ? options.first : { sinceTime: `${last.slice(0, 19)}Z` }
    const remark = (text: string): void => notice(`${log.pod}: ${text}`)
    const request = { ...log, ...part, ...since, opened, remark }
    for await (const lines of readPodLog(client, request, signal)) {
      const fresh = lines.filter(({ time }) => position.take(time))
      if (fresh.length > 0) await push(fresh)
    }
  }

  /** What the runs before this one have said since the last look. */
  const readMissed = async (run: Run, before: Run): Promise<void> => {
    const missed = run.restarts - before.restarts
    if (missed > 1) notice(`${log.pod}: restarted ${missed} times; only the last of these runs can be read`)
    if (missed === 1 && before.isOver) return
    try {
      await readOn({ follow: false, previous: true })
    } catch (error) {
      if (apiStatus(error) !== 400) throw error
      notice(`${log.pod}: the end of the run before can no longer be read`)
    }
  }

  const readRun = async (run: Run): Promise<void> => {
    if (read !== undefined && run.restarts > read.restarts) await readMissed(run, read)
    read = { restarts: run.restarts, isOver: false }
    await readOn({ follow: true })
    read = run
  }

  const failed = async (error: unknown): Promise<void> => {
    // Not started yet, or gone: the next look at the pod knows.
    const isLost = ![400, 404].includes(apiStatus(error))
    if (isLost && failures === 0) notice(`${log.pod}: connection lost: ${messageOf(error)}; trying again`)
    if (isLost) failures += 1
    await pause(Math.min(MOST_WAIT_MS, LOOK_MS * 2 ** failures) * (0.5 + Math.random() / 2), signal)
  }

  while (!signal.aborted) {
    const pod = look()
    if (pod === undefined) break
    const run = runOf(pod, log.container)
    const isRead = read?.isOver && run?.restarts === read.restarts
    if (run === undefined || isRead) {
      await pause(LOOK_MS, signal)
      continue
    }
    try {
      await readRun(run)
      await pause(LOOK_MS, signal)
    } catch (error) {
      if (!signal.aborted) await failed(error)
    }
  }
  if (!signal.aborted && failures > 0)
    notice(`${log.pod}: gone while the connection was lost; its last lines may be missing`)
}
