import { createLocalCluster, type LocalCluster } from '../../cluster/local/cluster.ts'
import type { Site as ClusterSite } from '../../cluster/local/launch.ts'
import { messageOf } from '../../errors.ts'
import type { Records } from '../../records/store.ts'
import type { Logger } from '../../service/log.ts'
import { prunePodData, removePodData } from './pod-data.ts'

export interface Site {
  readonly records: Records
  readonly cluster: LocalCluster
}

interface SiteOptions extends Omit<ClusterSite, 'secrets'> {
  readonly records: Records
  readonly log: Logger
}

/** The local cluster of a state directory, which also clears away what pods of long ago left there. */
export const siteCluster = ({ records, log, ...site }: SiteOptions): Site => {
  const tidy = (stream: string, work: () => void): void => {
    try {
      work()
    } catch (error) {
      log.warn(`cannot clear away what old pods of ${stream} left`, { error: messageOf(error) })
    }
  }
  const prune = (stream: string, alive: readonly string[]): void => {
    const pods = prunePodData(site.dir, stream, alive)
    if (pods.length > 0)
      log.warn(`events of old pods of ${stream} were lost before their sinks took them`, { pods })
  }
  const cluster = createLocalCluster({
    site: { ...site, secrets: records.secrets },
    starting: (stream, alive) => tidy(stream, () => prune(stream, alive)),
    removed: (stream) => tidy(stream, () => removePodData(site.dir, stream)),
  })
  return { records, cluster }
}
