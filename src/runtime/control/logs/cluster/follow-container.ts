import type { IncomingMessage } from 'node:http'
import { apiStatus, troubleText } from '../../../kubernetes/api-error.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Pod } from '../../../kubernetes/objects.ts'
import { pause } from '../../../service/pause.ts'
import { createRetryBackOff } from '../../../process/retry-back-off.ts'
import type { ContainerLog } from './containers.ts'
import type { WrittenLine } from '../log-line.ts'
import { linesOf, openPodLog, type PodLogRequest } from './pod-log.ts'
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
  /** It has ended. */
  readonly isOver: boolean
  /** It has ended and none comes after it. */
  readonly isLast: boolean
}

const LOOK_MS = 250
/** Between two looks at what has ended. */
const END_MS = 1_000
const RETRY = { firstMs: 500, mostMs: 5_000 }

/** Undefined while the container has not started for the first time. */
const runOf = ({ status: pod }: Pod, { container, isInit }: ContainerLog): Run | undefined => {
  const statuses = [...(pod?.initContainerStatuses ?? []), ...(pod?.containerStatuses ?? [])]
  const status = statuses.find(({ name }) => name === container)
  if (status === undefined) return undefined
  const { state, lastState, restartCount } = status
  if (state?.running === undefined && state?.terminated === undefined && lastState?.terminated === undefined)
    return undefined
  const isLast = isInit && state?.terminated?.exitCode === 0
  return { restarts: restartCount, isOver: state?.running === undefined, isLast }
}

/**
 * Follows one container over restarts and lost connections until its pod is gone: each line once. Says on the way
 * when the connection is lost and found, and what can no longer be read.
 */
export const followContainer = async (options: FollowOptions): Promise<void> => {
  const { client, log, position, look, push, notice, signal } = options
  let read: Pick<Run, 'restarts' | 'isOver'> | undefined
  const backOff = createRetryBackOff(RETRY)
  let lost = false

  const opened = (): void => {
    if (lost) notice(`${log.pod}: connected again`)
    lost = false
    backOff.reset()
  }

  const open = (part: Pick<PodLogRequest, 'follow' | 'previous'>): Promise<IncomingMessage> => {
    const last = position.last()
    const since = last === '' ? options.first : { sinceTime: `${last.slice(0, 19)}Z` }
    return openPodLog(client, { ...log, ...part, ...since }, signal)
  }

  /** Gives how many lines were new. */
  const readOn = async (response: IncomingMessage): Promise<number> => {
    let count = 0
    position.reopen()
    for await (const lines of linesOf(response, (text) => notice(`${log.pod}: ${text}`))) {
      const fresh = lines.filter(({ time }) => position.take(time))
      count += fresh.length
      if (fresh.length > 0) await push(fresh)
    }
    return count
  }

  const readBefore = async (missed: number): Promise<void> => {
    if (missed > 1) notice(`${log.pod}: restarted ${missed} times; only the last of these runs can be read`)
    try {
      await readOn(await open({ follow: false, previous: true }))
    } catch (error) {
      if (apiStatus(error) !== 400) throw error
      if (missed > 0) notice(`${log.pod}: the end of the run before can no longer be read`)
    }
  }

  /**
   * Which run a node answers with is known to itself alone. So the answer is left waiting until the run before it is
   * read too: whenever the container was restarted, what it said last comes first.
   */
  const readRun = async (run: Run): Promise<void> => {
    const response = await open({ follow: true })
    try {
      opened()
      if (position.last() !== '') await readBefore(run.restarts - (read?.restarts ?? run.restarts))
      read = { restarts: run.restarts, isOver: false }
      const count = await readOn(response)
      // The end of a run may be known before its last lines are written.
      read = { restarts: run.restarts, isOver: run.isOver && count === 0 }
    } finally {
      response.destroy()
    }
  }

  const failed = async (error: unknown): Promise<void> => {
    // Not started yet, or gone: the next look at the pod knows.
    const isLost = ![400, 404].includes(apiStatus(error))
    if (isLost && !lost) notice(`${log.pod}: connection lost: ${troubleText(error)}; trying again`)
    lost ||= isLost
    await pause(lost ? backOff.next() : LOOK_MS, signal)
  }

  while (!signal.aborted) {
    const pod = look()
    if (pod === undefined) break
    const run = runOf(pod, log)
    const isRead = read?.isOver && run?.restarts === read.restarts
    if (isRead && run?.isLast) break
    if (run === undefined || isRead) {
      await pause(LOOK_MS, signal)
      continue
    }
    try {
      await readRun(run)
      await pause(run.isOver ? END_MS : LOOK_MS, signal)
    } catch (error) {
      if (!signal.aborted) await failed(error)
    }
  }
  if (!signal.aborted && lost)
    notice(`${log.pod}: gone while the connection was lost; its last lines may be missing`)
}
