import { createKubernetesCluster } from '../../cluster/kubernetes/cluster.ts'
import type { Cluster } from '../../cluster/types.ts'
import { GazeError } from '../../errors.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import type { Logger } from '../../service/log.ts'
import type { InfoUpdateSettings } from './settings.ts'
import { SITE_SECRETS } from '../../kubernetes/site-secrets.ts'

/** The site's namespace as a place where pods run. @throws GazeError PRECONDITION, and what the API says. */
export const openCluster = async (
  client: KubeClient,
  site: InfoUpdateSettings,
  token: string,
  log: Logger,
): Promise<Cluster> => {
  const owner = await client.get('ConfigMap', site.owner)
  const uid = owner?.metadata?.uid
  if (uid === undefined)
    throw new GazeError('PRECONDITION', `ConfigMap ${site.owner} is not there`, {
      why: 'It owns the objects of all streams, so that nothing of them stays when it goes',
      hint: 'gaze deploy',
    })
  return createKubernetesCluster({
    client,
    token,
    log,
    settings: {
      namespace: site.namespace,
      owner: { name: site.owner, uid },
      runtimeImage: site.runtimeImage,
      runtimePullSecrets: site.pullSecrets ?? [],
      runtimePullPolicy: site.pullPolicy,
      ingest: site.ingest,
      models: site.models,
      modelsClaim: site.modelsClaim,
      tokenSecret: SITE_SECRETS.token,
      curveSecret: SITE_SECRETS.curve,
    },
  })
}
