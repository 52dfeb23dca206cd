import { isGazeError } from '../../errors.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import { SITE_SECRETS } from '../../kubernetes/site-secrets.ts'

/** What is deployed in a namespace, as clients of the site need it. */
export interface DeployedSite {
  /** Of the deploy that was the last. */
  readonly version: string
  /** Z85; senders show it to port `ingest-curve`. Empty where this user may not read it or it is not made yet. */
  readonly publicKey: string
  /** Of Service gaze-server, by their names. */
  readonly ports: Readonly<Record<string, number>>
  /** The same on the cluster's nodes, where they are open there. */
  readonly nodePorts: Readonly<Record<string, number>>
}

const VERSION = 'gaze.dev/version'

export const secretText = async (client: KubeClient, name: string, key: string): Promise<string> => {
  const value = (await client.get('Secret', name))?.data?.[key]
  return value === undefined ? '' : Buffer.from(value, 'base64').toString('utf8').trim()
}

const publicKeyOf = (client: KubeClient): Promise<string> =>
  secretText(client, SITE_SECRETS.curve, 'public').catch((error: unknown) => {
    if (isGazeError(error, 'NOT_ALLOWED')) return ''
    throw error
  })

/** Undefined where no site is deployed. @throws GazeError CLUSTER_UNAVAILABLE, NOT_ALLOWED */
export const deployedSite = async (client: KubeClient): Promise<DeployedSite | undefined> => {
  const [settings, service, publicKey] = await Promise.all([
    client.get('ConfigMap', 'gaze'),
    client.get('Service', 'gaze-server'),
    publicKeyOf(client),
  ])
  if (settings === undefined) return undefined
  const ports = service?.spec?.ports ?? []
  return {
    version: settings.metadata?.annotations?.[VERSION] ?? '',
    publicKey,
    ports: Object.fromEntries(ports.map(({ name, port }) => [name ?? String(port), port])),
    nodePorts: Object.fromEntries(
      ports.flatMap(({ name, port, nodePort }) =>
        nodePort === undefined ? [] : [[name ?? String(port), nodePort]],
      ),
    ),
  }
}
