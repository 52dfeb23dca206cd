import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Secret } from '../../../kubernetes/objects.ts'
import type { Secrets } from '../../../records/store.ts'

const OWNER = 'gaze'
const nameOf = (stream: string): string => `gaze-stream-${stream}`

const decoded = ({ data = {} }: Secret): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  )

const encoded = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  )

/** Goes with the site. */
const ownersOf = async (client: KubeClient) => {
  const uid = (await client.get('ConfigMap', OWNER))?.metadata?.uid
  return uid === undefined ? [] : [{ apiVersion: 'v1', kind: 'ConfigMap', name: OWNER, uid }]
}

/** Values of `--secret-env` as a Kubernetes Secret of each stream, read and written with the rights of this user. */
export const kubernetesSecrets = (open: () => Promise<KubeClient>): Secrets => ({
  get: async (stream) => {
    const secret = await (await open()).get('Secret', nameOf(stream))
    return secret === undefined ? {} : decoded(secret)
  },
  put: async (stream, values) => {
    const client = await open()
    await client.apply('Secret', {
      metadata: {
        name: nameOf(stream),
        labels: {
          'app.kubernetes.io/name': 'gaze-stream',
          'app.kubernetes.io/instance': stream,
          'app.kubernetes.io/part-of': 'gaze',
          'app.kubernetes.io/managed-by': 'gaze',
          'gaze.dev/stream': stream,
        },
        ownerReferences: await ownersOf(client),
      },
      type: 'Opaque',
      data: encoded(values),
    })
  },
  remove: async (stream) => {
    await (await open()).remove('Secret', nameOf(stream))
  },
})
