import { ownVersion } from '../../../package-root.ts'
import type { Site } from '../../site.ts'

/** The runtime image that the site's own services run, so that the pods are of the same version. */
export const siteRuntime = async (site: Site): Promise<string | undefined> => {
  if (site.kind === 'local') return undefined
  const client = await site.client()
  const deployment = await client.get('Deployment', 'info-update')
  return deployment?.spec?.template?.spec?.containers[0]?.image
}

/** The image of this version, by its usual name. */
export const stockRuntime = (): string => `gaze/runtime:${ownVersion()}`
