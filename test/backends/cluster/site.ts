import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createKubernetesCluster } from '../../../src/runtime/cluster/kubernetes/cluster.ts'
import type { KubernetesSettings } from '../../../src/runtime/cluster/kubernetes/settings.ts'
import type { Cluster, ContainerRun } from '../../../src/runtime/cluster/types.ts'
import { type KubeClient, openClient } from '../../../src/runtime/kubernetes/client.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'
import { createNamespace } from '../support/cluster.ts'

/** In the lab's node from the start. */
const BUSYBOX = 'localhost/busybox:lab'

const TOKEN = 'a-token-for-tests'

export interface TestSite {
  readonly cluster: Cluster
  readonly client: KubeClient
  readonly namespace: string
  readonly settings: KubernetesSettings
  /** What the cluster has asked of the API, but for watches; to be emptied by the test. */
  readonly requests: string[]
  /** Lines of the cluster's log; to be emptied by the test. */
  readonly log: string[]
  /** A shell script as a container; ends when told to. */
  script(text: string): ContainerRun
  /** One that runs on and can be counted. */
  readonly steady: ContainerRun
  /** Programs of `steady` that really run on this machine, whose node is here too. */
  running(stream: string): number
  /** Kills what runs in a pod of `steady`. */
  crash(pod: string): void
  close(): Promise<void>
}

const readProc = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

const parentOf = (pid: string): string => /\) \S (\d+) /.exec(readProc(`/proc/${pid}/stat`))?.[1] ?? ''

/** Containers' first processes: what one of them forks has its name too until it runs something else. */
const processes = (marker: string, variable: string): number[] => {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const marked = new Set(all.filter((pid) => readProc(`/proc/${pid}/cmdline`).includes(marker)))
  return [...marked]
    .filter((pid) => !marked.has(parentOf(pid)))
    .filter((pid) => readProc(`/proc/${pid}/environ`).includes(`${variable}\0`))
    .map(Number)
}

/**
 * A namespace with the permanent ConfigMap of a site, and the cluster that runs streams in it.
 * @param kubeconfig The cluster's own way to the API; the test has the straight one.
 */
export const openTestSite = async (
  over: Partial<KubernetesSettings> = {},
  kubeconfig?: string,
): Promise<TestSite> => {
  const space = await createNamespace('gaze-kube')
  const asCluster = await openClient({
    kubeconfig,
    namespace: space.namespace,
    signal: new AbortController().signal,
  })
  const requests: string[] = []
  const connection = asCluster.connection as { call: typeof asCluster.connection.call }
  const { call } = connection
  connection.call = (one) => {
    if (!one.path.includes('watch=true')) requests.push(`${one.method ?? 'GET'} ${one.path}`)
    return call(one)
  }
  const { namespace } = space
  // As a site's namespace is, so that all that runs here has to pass it.
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  await space.client.apply('Namespace', { metadata: { name: namespace, labels } })
  const owner = await space.client.create('ConfigMap', { metadata: { name: 'gaze' } })
  await space.client.create('Secret', { metadata: { name: 'gaze-token' }, stringData: { token: TOKEN } })
  const settings: KubernetesSettings = {
    namespace,
    owner: { name: 'gaze', uid: owner.metadata?.uid ?? '' },
    runtimeImage: BUSYBOX,
    runtimePullSecrets: [],
    ingest: 'tcp://gaze-server-pods:5004',
    models: 'http://gaze-server:5002/models',
    tokenSecret: 'gaze-token',
    curveSecret: '',
    ...over,
  }
  const log: string[] = []
  const logger = createLogger((line) => log.push(line))
  const cluster = createKubernetesCluster({ client: asCluster, settings, token: TOKEN, log: logger })
  const marker = `m${randomBytes(6).toString('hex')}`
  const script = (text: string): ContainerRun => ({
    kind: 'container',
    ref: BUSYBOX,
    command: ['sh', '-c', `trap 'exit 0' TERM; ${text}`],
  })
  return {
    cluster,
    client: space.client,
    namespace,
    settings,
    requests,
    log,
    script,
    steady: script(`: ${marker}; while true; do sleep 0.2; done`),
    running: (stream) => processes(marker, `GAZE_STREAM=${stream}`).length,
    crash: (pod) => {
      for (const pid of processes(marker, `GAZE_POD=${pod}`)) process.kill(pid, 'SIGKILL')
    },
    close: async () => {
      await cluster.close()
      asCluster.close()
      await space.remove()
    },
  }
}
