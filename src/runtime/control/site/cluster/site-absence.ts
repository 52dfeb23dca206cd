import type { KubeClient } from '../../../kubernetes/client.ts'
import { ownVersion } from '../../../package-root.ts'
import { versionNotice } from '../../deploy/site-version.ts'
import type { Absence } from '../types.ts'

/** Both look at the same objects at the same moment, so one of them knows what the other warns of. */
export const siteAbsence = async (
  client: KubeClient,
  warn: (text: string) => void,
): Promise<Absence | undefined> => {
  const [settings, reconciler] = await Promise.all([
    client.get('ConfigMap', 'gaze'),
    client.get('Deployment', 'info-update'),
  ])
  if (settings === undefined || reconciler === undefined)
    return {
      what: `no site is deployed in namespace ${client.namespace}`,
      next: 'gaze deploy puts one there',
      podsRun: false,
    }
  const notice = versionNotice(settings, ownVersion(), client.namespace)
  if (notice !== undefined) warn(notice)
  if ((reconciler.status?.readyReplicas ?? 0) > 0) return undefined
  const wanted = reconciler.spec?.replicas ?? 1
  return {
    what: `nothing takes up changes: info-update is away (0 of ${wanted} ready)`,
    next: 'gaze status shows what it waits for',
    podsRun: true,
    mayPass: wanted > 0,
  }
}
