import type { Context } from '../../contexts.ts'
import type { IngestState } from '../../ingest/state.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import type { Forward } from '../../kubernetes/port-forward.ts'
import type { PodLedgers } from '../../reconcile/info-update/pod-ledgers.ts'
import type { Stack } from '../../reconcile/stack.ts'
import type { ServerLedger } from '../../records/mongodb/server-ledgers.ts'
import type { Records } from '../../records/store.ts'
import type { Pod } from '../../records/types.ts'
import type { StateDir } from '../../state-dir.ts'

/** Why nothing takes up what is recorded now. */
export interface Absence {
  /** As the middle of a sentence: "the local stack is not running". */
  readonly what: string
  /** "gaze up starts it" */
  readonly next: string
  /** Pods that are there go on; only changes are not taken up. */
  readonly podsRun: boolean
  /** It is wanted and only not ready at the moment, so who waits may give it time. */
  readonly mayPass?: boolean
}

export interface ServiceStatus {
  readonly name: string
  readonly phase: 'Pending' | 'Running' | 'CrashLoop' | 'Stopped'
  readonly ready: boolean
  readonly ports: Readonly<Record<string, number>>
  readonly since: string
  readonly message: string
}

/** Where senders reach gaze-server from here. */
export interface Intake {
  readonly host: string
  readonly port: number
  /** Z85 of the server's CURVE key; empty where the port is plain. */
  readonly publicKey: string
}

interface AnySite {
  readonly records: Records
  /** Why nothing runs; undefined where something does. @throws GazeError CLUSTER_UNAVAILABLE, NOT_ALLOWED */
  absence(): Promise<Absence | undefined>
  /** Services as they are now; undefined where there are none. */
  services(signal: AbortSignal): Promise<readonly ServiceStatus[] | undefined>
  /** What gaze-server says, all of them as one; undefined while none answers. */
  ingest(signal: AbortSignal): Promise<IngestState | undefined>
  /** What a pod of ours answers to GET; undefined when it does not, which is a fact and no failure. */
  askPod(pod: Pick<Pod, 'name' | 'ports'>, path: string, signal: AbortSignal): Promise<Buffer | undefined>
  /** @throws GazeError NOT_RUNNING */
  intake(): Promise<Intake>
  /** The CURVE key of gaze-server, where that port of it wants one; else empty. */
  publicKeyOf(port: number): Promise<string>
  /** Tells the reconciler to look now; without one, or when it is deaf, it looks by itself. */
  nudge(): Promise<void>
  close(): Promise<void>
}

/** The stack of this machine. */
export interface LocalSite extends AnySite {
  readonly kind: 'local'
  readonly dir: StateDir
  /** What runs; undefined when the stack is down, also when it died without saying so. */
  stack(): Promise<Stack | undefined>
}

/** A site in a namespace of a cluster. Asking its pods costs a connection each, so lists ask a service. */
export interface ClusterSite extends AnySite {
  readonly kind: 'kubernetes'
  readonly namespace: string
  /** What gaze-servers have counted, a second ago at most, those that are no more included. */
  serverLedgers(): Promise<ServerLedger[]>
  /** What pods that read their source themselves have counted, by way of info-update; undefined where that is away. */
  podLedgers(signal: AbortSignal): Promise<PodLedgers | undefined>
  /** Warns where the site is of another version, for commands that need nothing else of it; takes 2 s at most, and fails never. */
  tellVersion(): Promise<void>
  /** Opened at the first use. @throws GazeError CLUSTER_UNAVAILABLE, FILE_NOT_FOUND */
  client(): Promise<KubeClient>
  /** A way to a port of a pod, kept until the site is closed. */
  forward(pod: string, port: number): Promise<Forward>
  /** What our HTTP ports want to be shown. @throws GazeError NOT_RUNNING, NOT_ALLOWED */
  token(): Promise<string>
}

/** Where commands act: the records of a context, and what runs there. */
export type Site = LocalSite | ClusterSite

export interface SiteOptions<C extends Context = Context> {
  /** The state directory's path, for the local context. */
  readonly stateDir: string
  readonly context: C
  /** Ends what is being asked. */
  readonly signal: AbortSignal
  /** Told what people should know, once. */
  readonly warn?: (text: string) => void
}
