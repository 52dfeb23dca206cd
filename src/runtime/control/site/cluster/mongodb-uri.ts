import { environmentVariable } from '../../../config.ts'
import type { KubernetesContext } from '../../../contexts.ts'
import { GazeError, isGazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { openPortForward } from '../../../kubernetes/port-forward.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'
import { lostSecret } from './lost-secret.ts'

const SERVICE = 'gaze-mongo'

/** @throws GazeError PRECONDITION when the variable is not set. */
const fromVariable = (context: KubernetesContext, variable: string): string => {
  const uri = environmentVariable(variable)
  if (uri !== undefined && uri !== '') return uri
  throw new GazeError('PRECONDITION', `The variable ${variable} is not set`, {
    why: `Context "${context.name}" takes the connection string of MongoDB from it`,
    hint: `export ${variable}=mongodb://…, or add the context again without --mongodb-uri-env`,
    details: { variable },
  })
}

/** A site with a database of one's own mounts the Secret that names it; undefined where it has none. */
const ownSecretOf = async (client: KubeClient): Promise<string | undefined> => {
  const deployment = await client.get('Deployment', 'info-update').catch((error: unknown) => {
    // Whoever may read nothing but Secrets has the usual one.
    if (isGazeError(error, 'NOT_ALLOWED')) return undefined
    throw error
  })
  const volumes = deployment?.spec?.template?.spec?.volumes ?? []
  return volumes.find(({ name }) => name === 'mongodb')?.secret?.secretName
}

const noSite = (client: KubeClient): GazeError =>
  new GazeError('NOT_RUNNING', `No site is deployed in namespace ${client.namespace}`, {
    why: `There is no Secret ${SITE_SECRETS.mongodb} with the connection string of its MongoDB`,
    hint: 'gaze deploy puts a site there; gaze doctor looks at all that is needed',
    details: { namespace: client.namespace },
  })

const uriIn = async (client: KubeClient, name: string): Promise<string | undefined> => {
  const value = (await client.get('Secret', name))?.data?.uri
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8').trim()
}

/** The Secret of the site's own database stays when the site turns to another: it may not be asked first. */
export const uriOfSite = async (client: KubeClient): Promise<string> => {
  const usual = uriIn(client, SITE_SECRETS.mongodb)
  // It is told below, where it matters.
  usual.catch(() => {})
  const own = await ownSecretOf(client)
  const uri = own === undefined ? await usual : await uriIn(client, own)
  if (uri !== undefined) return uri
  throw (await lostSecret(client, own ?? SITE_SECRETS.mongodb)) ?? noSite(client)
}

/** The address in a connection string, between login and path. */
const HOSTS = /^(mongodb:\/\/(?:[^@/]*@)?)([^/?]+)(\/?[^?]*)(\??.*)$/

/** With its only host replaced, and not asking that for others. Undefined where the host is not of that service. */
export const throughForward = (uri: string, service: string, port: number): string | undefined => {
  const [, head = '', host = '', path = '', query = ''] = HOSTS.exec(uri) ?? []
  if (!new RegExp(`^${service}(\\.[^,]*)?(:\\d+)?$`).test(host)) return undefined
  const direct = /[?&]directConnection=/.test(query)
    ? query
    : `${query === '' ? '?' : `${query}&`}directConnection=true`
  return `${head}127.0.0.1:${port}${path === '' ? '/' : path}${direct}`
}

/**
 * The connection string of the site's records: by the context's variable, else by the site's Secret and, where that
 * names its own mongo, through a port-forward.
 * @throws GazeError PRECONDITION (its Secret was removed, too), NOT_RUNNING (no site, no mongo that is ready), NOT_ALLOWED, CLUSTER_UNAVAILABLE
 */
export const mongodbUri = async (
  context: KubernetesContext,
  open: () => Promise<KubeClient>,
  signal: AbortSignal,
): Promise<string> => {
  if (context.mongodbUriEnv !== undefined) return fromVariable(context, context.mongodbUriEnv)
  const client = await open()
  const forward = openPortForward(client, { service: SERVICE, port: 27017 }, { signal })
  // At the same time as the Secret is read, which may say that it is not needed; its failure is told below.
  forward.catch(() => {})
  const uri = await uriOfSite(client)
  if (throughForward(uri, SERVICE, 0) === undefined) return uri
  return throughForward(uri, SERVICE, (await forward).port) ?? uri
}
