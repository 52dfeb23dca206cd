import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type KubeClient, openClient } from '../../../../src/runtime/kubernetes/client.ts'
import { dialPod } from '../../../../src/runtime/kubernetes/forward-socket.ts'
import { startInformer } from '../../../../src/runtime/kubernetes/informer.ts'
import { type ConnectProxy, startConnectProxy } from '../../../support/net/connect-proxy.ts'
import { describeWith } from '../../support/back-ends.ts'

interface Kubeconfig {
  readonly clusters: { cluster: { server: string; 'proxy-url'?: string } }[]
  readonly users: { user: object }[]
}

describeWith(['KUBECONFIG'], 'a kubeconfig', ({ KUBECONFIG = '' }) => {
  let dir: string
  let proxy: ConnectProxy
  let config: Kubeconfig
  let ending: AbortController
  let client: KubeClient | undefined
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-kubeconfig-'))
    config = parse(readFileSync(KUBECONFIG, 'utf8')) as Kubeconfig
    ending = new AbortController()
    proxy = await startConnectProxy()
  })
  afterEach(async () => {
    ending.abort()
    client?.close()
    await proxy.close()
    rmSync(dir, { recursive: true })
  })

  const write = (name: string, content: object): string => {
    const path = join(dir, name)
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 })
    return path
  }
  const open = async (): Promise<KubeClient> => {
    client = await openClient({ kubeconfig: write('config', config), signal: ending.signal })
    return client
  }

  it('with a proxy reaches the API through it: objects, watches and the way to pods', async () => {
    const [{ cluster } = { cluster: { server: '' } }] = config.clusters
    Object.assign(cluster, { 'proxy-url': proxy.url })
    const client = await open()
    for (let call = 0; call < 4; call += 1) expect(await client.get('Namespace', 'kube-system')).toBeDefined()
    const { host } = new URL(cluster.server)
    expect(proxy.tunnels).toEqual([host])
    const informer = startInformer(client, 'ConfigMap', {
      ...{ namespace: 'kube-system', changed: () => {}, trouble: () => {}, signal: ending.signal },
    })
    await informer.synced
    expect(informer.objects.has('kube-root-ca.crt')).toBe(true)
    const dialled = dialPod(client.connection, 'kube-system', { pod: 'absent', port: 80 }, ending.signal)
    await expect(dialled).rejects.toMatchObject({ code: 'PRECONDITION' })
    expect(new Set(proxy.tunnels)).toEqual(new Set([host]))
  })

  it('with a plugin shows the certificate that the plugin gives', async () => {
    const [{ user } = { user: {} }] = config.users
    const data = user as Record<'client-certificate-data' | 'client-key-data', string>
    const decoded = (text: string): string => Buffer.from(text, 'base64').toString('utf8')
    const credential = write('credential', {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: {
        clientCertificateData: decoded(data['client-certificate-data']),
        clientKeyData: decoded(data['client-key-data']),
      },
    })
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'cat',
      args: [credential],
      interactiveMode: 'Never',
    }
    config.users[0] = { ...config.users[0], user: { exec } }
    expect(await (await open()).get('Namespace', 'kube-system')).toBeDefined()
  })
})
