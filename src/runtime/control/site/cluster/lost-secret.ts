import { GazeError, isGazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'

/** Whether pods have begun with the site's Secrets; whoever may not look is told what most often is so. */
const hasStarted = async (client: KubeClient): Promise<boolean> => {
  try {
    return ((await client.get('Deployment', 'info-update'))?.status?.readyReplicas ?? 0) > 0
  } catch (error) {
    if (isGazeError(error, 'NOT_ALLOWED')) return false
    throw error
  }
}

const restartHint = (namespace: string): string =>
  `kubectl -n ${namespace} rollout restart deployment makes a new one and has all pods read it`

/** The database knows its first password alone. */
const mongodbHint = (name: string): string =>
  name === SITE_SECRETS.mongodb
    ? `Make it again from what a running pod of info-update has in /run/gaze/mongodb: username, password, uri`
    : 'Make it again, with the connection string of your MongoDB as its key uri'

/**
 * The failure for a Secret of the site that is missing.
 * @returns undefined where no site has started yet: then it is not missing but still to come.
 */
export const lostSecret = async (client: KubeClient, name: string): Promise<GazeError | undefined> => {
  const { namespace } = client
  if (!(await hasStarted(client))) return undefined
  return new GazeError('PRECONDITION', `Secret ${name} is not in namespace ${namespace} any more`, {
    why: 'The site has started with it, and somebody has removed it since, whole or in part',
    hint: name === SITE_SECRETS.token ? restartHint(namespace) : mongodbHint(name),
    details: { namespace, secret: name },
  })
}
