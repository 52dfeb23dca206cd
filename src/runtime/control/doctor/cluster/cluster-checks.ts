import type { KubernetesContext } from '../../../contexts.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { openSite, type Site, type SiteOptions } from '../../site.ts'
import type { Check } from '../check.ts'
import { programChecks } from '../local/program-checks.ts'
import { checkNamespace, checkRights } from './rights.ts'
import {
  checkIngest,
  checkKey,
  checkLeader,
  checkRecords,
  checkService,
  checkVersion,
} from './site-checks.ts'

export interface ClusterChecks {
  readonly checks: readonly Check[]
  close(): Promise<void>
}

const apiVersion = async (client: KubeClient): Promise<string> => {
  const { gitVersion } = await client.read<{ gitVersion: string }>('/version', 'The version cannot be read')
  return `${client.connection.server}, Kubernetes ${gitVersion}`
}

/** What a site on a cluster needs, seen from here. */
export const clusterChecks = (options: SiteOptions<KubernetesContext>): ClusterChecks => {
  const { context, signal } = options
  let opened: Promise<KubeClient> | undefined
  let site: Promise<Site> | undefined
  const openIt = async (): Promise<KubeClient> => {
    const { openClient } = await import('../../../kubernetes/client.ts')
    return openClient({ ...context, signal })
  }
  const client = (): Promise<KubeClient> => (opened ??= openIt())
  const openSiteOnce = (): Promise<Site> => (site ??= openSite(options))
  const inSite = ['namespace', 'site']
  const byForward = context.mongodbUriEnv === undefined
  const service = (name: string): Check => ({
    name,
    needs: inSite,
    look: async () => checkService(await client(), name),
  })
  const checks: Check[] = [
    ...programChecks,
    {
      name: 'kubeconfig',
      look: async () => `context ${(await client()).connection.context}`,
    },
    { name: 'api', needs: ['kubeconfig'], look: async () => apiVersion(await client()) },
    { name: 'rights', needs: ['api'], look: async () => checkRights(await client()) },
    { name: 'namespace', needs: ['api'], look: async () => checkNamespace(await client()) },
    { name: 'site', needs: ['namespace'], look: async () => checkVersion(await client()) },
    service('info-update'),
    { name: 'leader', needs: inSite, look: async () => checkLeader(await client()) },
    {
      name: 'mongodb',
      needs: byForward ? inSite : [],
      look: () => checkRecords(openSiteOnce, context),
    },
    service('gaze-server'),
    { name: 'ingest', needs: ['gaze-server', 'mongodb'], look: (until) => checkIngest(openSiteOnce, until) },
    { name: 'curve key', needs: inSite, look: async () => checkKey(await client()) },
  ]
  const close = async (): Promise<void> => {
    // What could not be opened has been told by a check.
    await (await site?.catch(() => undefined))?.close()
    const left = await opened?.catch(() => undefined)
    left?.close()
  }
  return { checks, close }
}
