import { randomBytes } from 'node:crypto'
import { openClient, type KubeClient } from '../../../src/runtime/kubernetes/client.ts'

export interface TestNamespace {
  readonly client: KubeClient
  readonly namespace: string
  /** Removes the namespace with all that is in it; does not wait for its end. */
  remove(): Promise<void>
}

/** A namespace of the test's own in the cluster that KUBECONFIG names. */
export const createNamespace = async (prefix: string): Promise<TestNamespace> => {
  const namespace = `${prefix}-${randomBytes(4).toString('hex')}`
  const client = await openClient({ namespace, signal: new AbortController().signal })
  await client.create('Namespace', { metadata: { name: namespace } })
  return {
    client,
    namespace,
    remove: async () => {
      await client.remove('Namespace', namespace)
      client.close()
    },
  }
}
