import type { KubernetesContext } from '../../../contexts.ts'
import { GazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { ownVersion } from '../../../package-root.ts'
import { type DeployedSite, deployedSite } from '../../contexts/deployed-site.ts'
import { siteServices } from '../../site/cluster/site-services.ts'
import type { Site } from '../../site.ts'
import type { Found } from '../check.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'

const LEASE = 'gaze-info-update'
/** Z85 of 32 bytes. */
const KEY_LENGTH = 40

const requireSite = async (client: KubeClient): Promise<DeployedSite> => {
  const site = await deployedSite(client)
  if (site !== undefined) return site
  throw new GazeError('NOT_RUNNING', `No site is deployed in namespace ${client.namespace}`, {
    hint: 'gaze deploy puts one there',
  })
}

export const checkVersion = async (client: KubeClient): Promise<Found> => {
  const { version } = await requireSite(client)
  if (version === ownVersion()) return `version ${version}, as this gaze`
  throw new GazeError(
    'PRECONDITION',
    `The site is of version ${version || 'unknown'}, this gaze of ${ownVersion()}`,
    {
      hint: 'gaze deploy brings the site to this version, or install the other version of gaze here',
    },
  )
}

export const checkService = async (client: KubeClient, name: string): Promise<Found> => {
  const service = (await siteServices(client))?.find((each) => each.name === name)
  if (service?.ready === true) return `ready since ${service.since}`
  if (service?.phase === 'Running')
    return {
      warning: service.message,
      next: `kubectl -n ${client.namespace} describe pods -l app.kubernetes.io/name=${name}`,
    }
  throw new GazeError('NOT_RUNNING', `${name} is not ready`, {
    why: service === undefined ? 'It is not deployed' : service.message,
    hint: `kubectl -n ${client.namespace} describe pods -l app.kubernetes.io/name=${name}`,
  })
}

/** One of the replicas acts; the others stand by. */
export const checkLeader = async (client: KubeClient): Promise<Found> => {
  const lease = await client.get('Lease', LEASE)
  const { holderIdentity = '', renewTime = '', leaseDurationSeconds = 15 } = lease?.spec ?? {}
  const age = (Date.now() - Date.parse(renewTime || '1970-01-01')) / 1_000
  if (holderIdentity !== '' && age < 2 * leaseDurationSeconds) return holderIdentity
  throw new GazeError('NOT_RUNNING', 'No replica of info-update leads, so nothing takes up changes', {
    why:
      holderIdentity === ''
        ? `Lease ${LEASE} has no holder`
        : `${holderIdentity} renewed it last at ${renewTime}`,
    hint: `kubectl -n ${client.namespace} logs -l app.kubernetes.io/name=info-update`,
  })
}

export const checkKey = async (client: KubeClient): Promise<Found> => {
  const { publicKey, ports } = await requireSite(client)
  if (publicKey.length === KEY_LENGTH) return `${publicKey} (port ${ports['ingest-curve'] ?? '-'})`
  throw new GazeError('PRECONDITION', 'There is no CURVE key for senders', {
    why: `Secret ${SITE_SECRETS.curve} ${publicKey === '' ? 'is not there or may not be read' : 'is damaged'}`,
    hint: 'The first start of info-update makes it: gaze status shows what that waits for',
  })
}

export const checkRecords = async (open: () => Promise<Site>, context: KubernetesContext): Promise<Found> => {
  const { records } = await open()
  const [images, streams] = await Promise.all([records.images.list(), records.streams.list()])
  const how = context.mongodbUriEnv === undefined ? 'by port-forward' : `by variable ${context.mongodbUriEnv}`
  return `${images.length} images, ${streams.length} streams (${how})`
}

/** Also shows that port-forwards and the token work. */
export const checkIngest = async (open: () => Promise<Site>, signal: AbortSignal): Promise<Found> => {
  const state = await (await open()).ingest(signal)
  if (state !== undefined) return `answers; ${state.streams.length} streams`
  throw new GazeError('NOT_RUNNING', 'gaze-server does not answer through a port-forward', {
    hint: 'gaze status; kubectl port-forward shows whether the cluster lets one through',
  })
}
