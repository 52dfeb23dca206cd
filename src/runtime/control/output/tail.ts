import type { Site } from '../site.ts'
import type { TailedEvent, TailOptions } from './tailed-event.ts'

/**
 * Events of all pods of the streams, each once and in its pod's order; with `follow` also those to come, until the
 * signal aborts.
 * @throws GazeError STREAM_NOT_FOUND; on a cluster also CLUSTER_UNAVAILABLE, NOT_ALLOWED, FAILED.
 */
export async function* tailEvents(site: Site, options: TailOptions): AsyncGenerator<TailedEvent> {
  if (site.kind === 'local') {
    const { tailLocalEvents } = await import('./local/tail.ts')
    yield* tailLocalEvents(site, options)
    return
  }
  const { tailClusterEvents } = await import('./cluster/tail.ts')
  yield* tailClusterEvents(site, options)
}
