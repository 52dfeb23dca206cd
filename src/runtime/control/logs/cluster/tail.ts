import { GazeError } from '../../../errors.ts'
import type { ClusterSite } from '../../site.ts'
import { watchPods } from '../../tails/watch-pods.ts'
import { watchStreams } from '../../tails/watch-streams.ts'
import { checkServices, streamNotFound } from '../choice.ts'
import type { TailedLine } from '../log-line.ts'
import type { TailOptions } from '../tail-options.ts'
import { containersOf, type ContainerLog, selectorOf } from './containers.ts'
import { followAll } from './live.ts'
import { readPast } from './past.ts'
import { createPosition } from './position.ts'

const SERVICES = ['gaze-server', 'info-update', 'gaze-mongo'] as const

const check = async (site: ClusterSite, { choice }: TailOptions): Promise<void> => {
  checkServices(choice, SERVICES)
  if (choice.streams.length === 0) return
  const recorded = (await site.records.streams.list()).map(({ name }) => name)
  const missing = choice.streams.find((name) => !recorded.includes(name))
  if (missing !== undefined) throw streamNotFound(missing, recorded)
}

const checkCount = (logs: readonly ContainerLog[], most: number): void => {
  if (logs.length <= most) return
  throw new GazeError('USAGE', `${logs.length} logs are meant, and at most ${most} are followed at once`, {
    why: 'Each of them is a connection to the cluster that stays open',
    hint: `name fewer streams, or give --max-log-requests ${logs.length}; --no-follow reads them in turn`,
  })
}

/**
 * What pods say, by way of the cluster's API: over restarts, replaced pods and lost connections.
 * @throws GazeError USAGE, STREAM_NOT_FOUND, CLUSTER_UNAVAILABLE, NOT_ALLOWED
 */
export async function* tailClusterLogs(
  site: ClusterSite,
  options: TailOptions,
): AsyncGenerator<TailedLine[]> {
  const { choice, notice, most } = options
  await check(site, options)
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  const client = await site.client()
  const inner = { ...options, signal }
  try {
    const [pods] = await Promise.all([
      watchPods(site, selectorOf(choice), notice, signal),
      site.tellVersion(),
    ])
    const logs = containersOf(pods.objects.values(), choice)
    if (options.follow) checkCount(logs, most)
    const known = logs.map((log) => ({ log, position: createPosition() }))
    // None of the past is wanted, so only what comes is read.
    if (options.tail !== 0 || !options.follow) yield* readPast(client, known, inner)
    if (!options.follow) return
    const over = watchStreams(site, choice.all ? [] : choice.streams, notice, signal)
    yield* followAll({ ...inner, client, pods, known, over })
  } finally {
    ending.abort()
  }
}
