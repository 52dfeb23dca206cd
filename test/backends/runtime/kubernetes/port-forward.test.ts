import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openClient } from '../../../../src/runtime/kubernetes/client.ts'
import { openPortForward } from '../../../../src/runtime/kubernetes/port-forward.ts'
import { isReadyPod } from '../../../../src/runtime/kubernetes/find-pod.ts'
import { until } from '../../../support/until.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'
import { proxiedCluster } from '../../support/through-proxy.ts'

const LABELS = { app: 'web' }

describeWith(['KUBECONFIG'], 'a port-forward', ({ KUBECONFIG = '' }) => {
  let test: TestNamespace
  beforeAll(async () => {
    test = await createNamespace('forward')
    await test.client.apply('Service', {
      metadata: { name: 'web' },
      spec: { selector: LABELS, ports: [{ port: 80, targetPort: 'http' }] },
    })
  })
  afterAll(() => test.remove())

  /** Serves its own name, and a file of 8 MiB. */
  const startPod = async (name: string): Promise<void> => {
    const serve = `mkdir /w && hostname > /w/name && head -c 8388608 /dev/zero > /w/big && exec httpd -f -p 8080 -h /w`
    await test.client.create('Pod', {
      metadata: { name, labels: LABELS },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            ...{ name: 'web', image: 'localhost/busybox:lab', command: ['sh', '-c', serve] },
            ports: [{ name: 'http', containerPort: 8080 }],
            readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1 },
          },
        ],
      },
    })
    await until(`${name} to be ready`, async () => {
      const pod = await test.client.get('Pod', name)
      return pod !== undefined && isReadyPod(pod)
    })
  }

  it('carries connections to a ready pod, and to the next one when that is gone', async () => {
    const ending = new AbortController()
    const target = { service: 'web', port: 80 }
    await expect(openPortForward(test.client, target, { signal: ending.signal })).rejects.toMatchObject({
      code: 'NOT_RUNNING',
    })
    await startPod('one')
    const forward = await openPortForward(test.client, target, { signal: ending.signal })
    const get = async (path: string): Promise<Buffer> => {
      const response = await fetch(`http://127.0.0.1:${forward.port}/${path}`)
      return Buffer.from(await response.arrayBuffer())
    }
    expect((await get('name')).toString()).toBe('one\n')
    const sizes = await Promise.all([1, 2, 3].map(async () => (await get('big')).length))
    expect(sizes).toEqual([8_388_608, 8_388_608, 8_388_608])

    await test.client.remove('Pod', 'one', { graceSeconds: 0 })
    await startPod('two')
    expect((await get('name')).toString()).toBe('two\n')

    ending.abort()
    await expect(get('name')).rejects.toThrow()
  })

  it('carries a connection that waits once the API is back', async () => {
    const { kubeconfig, proxy, close } = await proxiedCluster(KUBECONFIG)
    const ending = new AbortController()
    const client = await openClient({ kubeconfig, namespace: test.namespace, signal: ending.signal })
    const forward = await openPortForward(client, { service: 'web', port: 80 }, { signal: ending.signal })
    const get = async (): Promise<string> => (await fetch(`http://127.0.0.1:${forward.port}/name`)).text()
    expect(await get()).toBe('two\n')
    proxy.cut()
    const waits = get()
    await setTimeout(1_000)
    proxy.resume()
    expect(await waits).toBe('two\n')
    ending.abort()
    client.close()
    await close()
  })
})
