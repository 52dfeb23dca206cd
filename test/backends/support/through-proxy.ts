import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTcpProxy, type TcpProxy } from '../../support/net/tcp-proxy.ts'

export interface ProxiedCluster {
  readonly kubeconfig: string
  readonly proxy: TcpProxy
  close(): Promise<void>
}

/** A kubeconfig whose way to the cluster's API can be cut. */
export const proxiedCluster = async (original: string): Promise<ProxiedCluster> => {
  const text = readFileSync(original, 'utf8')
  const server = /https:\/\/[\d.]+:\d+/.exec(text)?.[0] ?? ''
  const { hostname, port } = new URL(server)
  const proxy = await startTcpProxy(hostname, Number(port))
  const dir = mkdtempSync(join(tmpdir(), 'gaze-kubeconfig-'))
  const kubeconfig = join(dir, 'config')
  const own = text.replace(
    `"${server}"`,
    `"https://127.0.0.1:${proxy.port}", tls-server-name: kubernetes.default`,
  )
  writeFileSync(kubeconfig, own, { mode: 0o600 })
  return {
    kubeconfig,
    proxy,
    close: async () => {
      await proxy.close()
      rmSync(dir, { recursive: true })
    },
  }
}
