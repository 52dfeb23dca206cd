import { apiStatus, troubleText } from '../../../kubernetes/api-error.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { type TailedLine, toLogLine, type WrittenLine } from '../log-line.ts'
import { mergeSorted } from '../../tails/merge-sorted.ts'
import type { TailOptions } from '../tail-options.ts'
import type { ContainerLog } from './containers.ts'
import { linesOf, openPodLog, type PodLogRequest } from './pod-log.ts'
import type { Position } from './position.ts'

export interface PlacedLog {
  readonly log: ContainerLog
  readonly position: Position
}

/** What of the past was asked for, as the API takes it. */
export const pastWanted = ({
  since,
  tail,
}: Pick<TailOptions, 'since' | 'tail'>): Pick<PodLogRequest, 'sinceSeconds' | 'tailLines'> => ({
  ...(since === undefined ? {} : { sinceSeconds: Math.max(1, Math.ceil(since / 1_000)) }),
  ...(tail === undefined ? {} : { tailLines: tail }),
})

/** Some logs cannot be read and never could: the pod has not started, has no earlier run, or is gone. */
const hasNone = (error: unknown): boolean => [400, 404].includes(apiStatus(error))

const isForbidden = (error: unknown): boolean => [401, 403].includes(apiStatus(error))

async function* pastOf(
  client: KubeClient,
  { log, position }: PlacedLog,
  options: TailOptions,
): AsyncGenerator<WrittenLine[]> {
  const remark = (text: string): void => options.notice(`${log.pod}: ${text}`)
  const part = { follow: false, ...(options.previous ? { previous: true } : {}) }
  try {
    const response = await openPodLog(client, { ...log, ...part, ...pastWanted(options) }, options.signal)
    for await (const lines of linesOf(response, remark)) yield lines.filter(({ time }) => position.take(time))
  } catch (error) {
    if (hasNone(error)) {
      if (!options.follow && !log.isInit) remark(troubleText(error))
      return
    }
    if (!options.follow || isForbidden(error) || options.signal.aborted) throw error
    // Whoever follows goes on where this has come to.
    remark(`connection lost: ${troubleText(error)}; the rest comes later`)
  }
}

/**
 * What the containers have said until now, by time; where there are more than may be read at once, one group after the
 * other.
 */
export async function* readPast(
  client: KubeClient,
  logs: readonly PlacedLog[],
  options: TailOptions,
): AsyncGenerator<TailedLine[]> {
  const { most, notice } = options
  if (logs.length > most)
    notice(
      `${logs.length} logs are read ${most} at a time; lines are in order among these (--max-log-requests)`,
    )
  for (let from = 0; from < logs.length; from += most)
    yield* readTogether(client, logs.slice(from, from + most), options)
}

async function* readTogether(
  client: KubeClient,
  logs: readonly PlacedLog[],
  options: TailOptions,
): AsyncGenerator<TailedLine[]> {
  const sources = logs.map((placed) => ({ of: placed.log.origin, batches: pastOf(client, placed, options) }))
  for await (const merged of mergeSorted(sources, ({ time }) => time)) {
    if (options.signal.aborted) return
    yield merged.filter(({ item }) => options.wanted(item)).map(({ of, item }) => toLogLine(of, item))
  }
}
