import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chooseSite } from '../../../src/runtime/control/deploy/choose-site.ts'
import type { KubeClient } from '../../../src/runtime/kubernetes/client.ts'
import type { Kind, Objects } from '../../../src/runtime/kubernetes/objects.ts'
import { isReadyPod } from '../../../src/runtime/kubernetes/find-pod.ts'
import { ownVersion, programPath } from '../../../src/runtime/package-root.ts'
import { until } from '../../support/until.ts'

/** The secrets of a site, and its mongo; of the rest only what says that a site is deployed. */
export const startMongo = async (client: KubeClient, image: string, dir: string): Promise<void> => {
  const { namespace } = client
  const settings = join(dir, 'first-start.json')
  writeFileSync(settings, JSON.stringify({ namespace, secretsDir: dir, mongodbHost: 'gaze-mongo:27017' }))
  await promisify(execFile)(process.execPath, [programPath('first-start'), settings])
  const { objects } = chooseSite({
    ...{ version: ownVersion(), namespace, image: undefined },
    set: [`mongodb.image=${image}`],
  })
  const wanted = ['gaze', 'gaze-mongo']
  for (const object of objects) {
    if (!wanted.includes(object.metadata.name) || object.kind === 'Namespace') continue
    await client.apply(object.kind as Kind, object as unknown as Objects[Kind])
  }
  await until(
    'mongo to be ready',
    async () => {
      const { items } = await client.list('Pod', { labelSelector: 'app.kubernetes.io/name=gaze-mongo' })
      return items.some(isReadyPod)
    },
    100_000,
  )
}
