import { afterAll, beforeAll, expect, it } from 'vitest'
import { openClient } from '../../../../src/runtime/kubernetes/client.ts'
import { startInformer } from '../../../../src/runtime/kubernetes/informer.ts'
import { until } from '../../../support/until.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'
import { type ProxiedCluster, proxiedCluster } from '../../support/through-proxy.ts'

describeWith(['KUBECONFIG'], 'an informer', ({ KUBECONFIG = '' }) => {
  let test: TestNamespace
  let proxied: ProxiedCluster
  beforeAll(async () => {
    test = await createNamespace('informer')
    proxied = await proxiedCluster(KUBECONFIG)
  })
  afterAll(async () => {
    await proxied.close()
    await test.remove()
  })

  const put = (name: string, value: string) =>
    test.client.apply('ConfigMap', { metadata: { name, labels: { seen: 'yes' } }, data: { value } })

  it('knows what is there, what changes, and what changed while the API was away', async () => {
    const ending = new AbortController()
    const { kubeconfig, proxy } = proxied
    const client = await openClient({ kubeconfig, namespace: test.namespace, signal: ending.signal })
    await put('before', '1')
    const said: (string | undefined)[] = []
    const troubles: string[] = []
    const informer = startInformer(client, 'ConfigMap', {
      labelSelector: 'seen=yes',
      changed: (name) => said.push(name),
      trouble: (why) => troubles.push(why),
      signal: ending.signal,
    })
    await informer.synced
    expect([...informer.objects.keys()]).toEqual(['before'])
    const valueIn = (name: string): string | undefined => informer.objects.get(name)?.data?.value
    await put('after', '1')
    await until('the new one', () => valueIn('after') === '1')
    expect(said).toContain('after')

    proxy.cut()
    await until('the loss', () => !informer.isConnected)
    await put('after', '2')
    await test.client.remove('ConfigMap', 'before')
    expect(valueIn('after')).toBe('1')
    expect(troubles).toHaveLength(1)
    proxy.resume()
    await until('what was missed', () => valueIn('after') === '2' && !informer.objects.has('before'))
    expect(informer.isConnected).toBe(true)

    ending.abort()
    await informer.done
    client.close()
  })
})
