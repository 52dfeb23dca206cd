import type { Context, KubernetesContext, LocalContext } from '../contexts.ts'
import type { ClusterSite, LocalSite, Site, SiteOptions } from './site/types.ts'

export type { Absence, ClusterSite, LocalSite, Site, SiteOptions } from './site/types.ts'

/**
 * Opens the records of a context; what runs there is looked for when it is asked.
 * @throws GazeError STORE_UNAVAILABLE, CLUSTER_UNAVAILABLE, NOT_RUNNING (no site is deployed), NOT_ALLOWED
 */
export function openSite(options: SiteOptions<LocalContext>): Promise<LocalSite>
export function openSite(options: SiteOptions<KubernetesContext>): Promise<ClusterSite>
export function openSite(options: SiteOptions): Promise<Site>
export async function openSite({ context, ...options }: SiteOptions<Context>): Promise<Site> {
  if (context.kind === 'local') {
    const { openLocalSite } = await import('./site/local-site.ts')
    return openLocalSite(options.stateDir)
  }
  const { openClusterSite } = await import('./site/cluster/cluster-site.ts')
  return openClusterSite({ context, ...options })
}
