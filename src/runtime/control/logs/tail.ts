import type { Site } from '../site.ts'
import type { TailedLine } from './log-line.ts'
import type { TailOptions } from './tail-options.ts'

/**
 * The lines that were asked for until the end, or until the signal, some at a time: past lines of all logs by time,
 * then new ones as they come.
 * @throws GazeError USAGE, STREAM_NOT_FOUND; on a cluster also CLUSTER_UNAVAILABLE, NOT_ALLOWED.
 */
export async function* tailLogs(site: Site, options: TailOptions): AsyncGenerator<TailedLine[]> {
  if (site.kind === 'local') {
    const { tailLocalLogs } = await import('./local/tail.ts')
    yield* tailLocalLogs(site, options)
    return
  }
  const { tailClusterLogs } = await import('./cluster/tail.ts')
  yield* tailClusterLogs(site, options)
}
