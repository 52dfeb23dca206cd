import type { KubernetesContext } from '../../../contexts.ts'
import { GazeError } from '../../../errors.ts'
import type { IngestState } from '../../../ingest/state.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import type { PodLedgers } from '../../../reconcile/info-update/pod-ledgers.ts'
import { type MongoRecords, openMongo } from '../../../records/mongodb.ts'
import type { Absence, ClusterSite, Intake, SiteOptions } from '../types.ts'
import { pause } from '../../../service/pause.ts'
import { mergeIngest } from './merge-ingest.ts'
import { mongodbUri } from './mongodb-uri.ts'
import type { PodHttp } from './pod-http.ts'
import { kubernetesSecrets } from './stream-secrets.ts'

/** How long an answer about the site is good for; a command that waits asks again and again. */
const FRESH_MS = 2_000
/** What a command waits at most for an answer that it can do without. */
const BESIDE_MS = 2_000
const HTTP = 5002
const GAZE_SERVER = 'app.kubernetes.io/name=gaze-server,app.kubernetes.io/part-of=gaze'
const INFO_UPDATE = 'app.kubernetes.io/name=info-update,app.kubernetes.io/part-of=gaze'

/** The same answer for a while. */
const fresh = <T>(look: () => Promise<T>): (() => Promise<T>) => {
  let last: { at: number; answer: Promise<T> } | undefined
  return () => {
    const now = performance.now()
    if (last === undefined || now - last.at > FRESH_MS) last = { at: now, answer: look() }
    return last.answer
  }
}

const runningServers = async (client: KubeClient): Promise<string[]> => {
  const { isRunningPod } = await import('../../../kubernetes/find-pod.ts')
  const { items } = await client.list('Pod', { labelSelector: GAZE_SERVER })
  return items.filter(isRunningPod).map(({ metadata }) => metadata?.name ?? '')
}

const runningInfoUpdate = async (client: KubeClient): Promise<string | undefined> => {
  const { isReadyPod } = await import('../../../kubernetes/find-pod.ts')
  const { items } = await client.list('Pod', { labelSelector: INFO_UPDATE })
  return items.find(isReadyPod)?.metadata?.name
}

const intakeOf = async (client: KubeClient, signal: AbortSignal): Promise<Intake> => {
  const [{ deployedSite }, { openPortForward }] = await Promise.all([
    import('../../contexts/deployed-site.ts'),
    import('../../../kubernetes/port-forward.ts'),
  ])
  const site = await deployedSite(client)
  const plain = site?.ports.ingest
  const port = plain ?? site?.ports['ingest-curve']
  if (site === undefined || port === undefined)
    throw new GazeError('NOT_RUNNING', `No gaze-server takes frames in namespace ${client.namespace}`, {
      why: site === undefined ? 'No site is deployed there' : 'Its service has no port for senders',
      hint: 'gaze deploy brings a site there; --to HOST:PORT sends to another place',
    })
  const forward = await openPortForward(client, { service: 'gaze-server', port }, { signal })
  return { host: forward.host, port: forward.port, publicKey: plain === undefined ? site.publicKey : '' }
}

const publicKeyOf = async (client: KubeClient, port: number): Promise<string> => {
  const { deployedSite } = await import('../../contexts/deployed-site.ts')
  const site = await deployedSite(client)
  const curved = [site?.ports['ingest-curve'], site?.nodePorts['ingest-curve']]
  return curved.includes(port) ? (site?.publicKey ?? '') : ''
}

/** Nothing of the cluster is loaded or asked where the context names a MongoDB, until something wants it. */
export const openClusterSite = async (options: SiteOptions<KubernetesContext>): Promise<ClusterSite> => {
  const { context, warn = () => {} } = options
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  const told = new Set<string>()
  const warnOnce = (text: string): void => {
    if (!told.has(text)) warn(text)
    told.add(text)
  }
  let opening: Promise<KubeClient> | undefined
  const openIt = async (): Promise<KubeClient> => {
    const { openClient } = await import('../../../kubernetes/client.ts')
    return openClient({ ...context, signal })
  }
  const client = (): Promise<KubeClient> => (opening ??= openIt())
  let reading: Promise<PodHttp> | undefined
  const startHttp = async (): Promise<PodHttp> =>
    (await import('./pod-http.ts')).createPodHttp(client, signal)
  const http = (): Promise<PodHttp> => (reading ??= startHttp())
  const absence = fresh(async (): Promise<Absence | undefined> => {
    const { siteAbsence } = await import('./site-absence.ts')
    return siteAbsence(await client(), warnOnce)
  })
  const ingest = async (until: AbortSignal): Promise<IngestState | undefined> => {
    const [pods, { get }] = await Promise.all([runningServers(await client()), http()])
    const answers = await Promise.all(pods.map((pod) => get(pod, HTTP, '/state', until)))
    const states = answers.flatMap((bytes) => (bytes === undefined ? [] : [bytes.toString('utf8')]))
    return mergeIngest(states.map((text) => JSON.parse(text) as IngestState))
  }
  const podLedgers = async (until: AbortSignal): Promise<PodLedgers | undefined> => {
    const [pod, { get }] = await Promise.all([runningInfoUpdate(await client()), http()])
    const bytes = pod === undefined ? undefined : await get(pod, HTTP, '/ledgers', until)
    return bytes && (JSON.parse(bytes.toString('utf8')) as PodLedgers)
  }
  const end = async (): Promise<void> => {
    ending.abort()
    // What could not be opened has been told already.
    const opened = await opening?.catch(() => undefined)
    opened?.close()
  }
  const open = async (): Promise<MongoRecords> =>
    openMongo({ uri: await mongodbUri(context, client, signal), secrets: kubernetesSecrets(client) })
  const records = await open().catch(async (error: unknown) => {
    await end()
    throw error
  })
  return {
    kind: 'kubernetes',
    namespace: context.namespace,
    records,
    serverLedgers: () => records.ledgers.list(),
    podLedgers,
    client,
    absence,
    tellVersion: async () => {
      // Whoever may not read that is told nothing.
      const told = absence().then(
        () => {},
        () => {},
      )
      await Promise.race([told, pause(BESIDE_MS, signal)])
    },
    services: async () => (await import('./site-services.ts')).siteServices(await client()),
    ingest,
    // A container that is not ours has no such port.
    askPod: async ({ name, ports }, path, until) =>
      ports.http === undefined ? undefined : (await http()).get(name, ports.http, path, until),
    intake: async () => intakeOf(await client(), signal),
    forward: async (pod, port) => (await http()).forward(pod, port),
    token: async () => (await http()).token(),
    publicKeyOf: async (port) => publicKeyOf(await client(), port),
    // It follows the records by itself.
    nudge: async () => {},
    close: async () => {
      await records.close()
      await end()
    },
  }
}
