import type { Env, Placement, PodPhase, Wire } from '../records/types.ts'
import type { WantedModel } from '../models/model-file.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'

/** What one stream wants to have running; what a Deployment is on Kubernetes. */
export interface Workload {
  readonly stream: string
  readonly generation: number
  readonly replicas: number
  /** `recreate`: the old pod ends before the new one starts. */
  readonly rollout: 'rolling' | 'recreate'
  readonly template: PodTemplate
}

/** What each pod of a workload runs. */
export interface PodTemplate {
  /** Changes exactly when pods must be replaced. */
  readonly hash: string
  readonly image: string
  readonly digest: string
  readonly wire: Wire
  readonly run:
    | {
        readonly kind: 'pipeline'
        readonly pipeline: PipelineSpec
        /** Those that the pipeline names, by their names; absent where it names none. */
        readonly models?: Readonly<Record<string, WantedModel>>
        /** With its digest; without it, the stock image. */
        readonly runtime?: string
      }
    | { readonly kind: 'command'; readonly command: readonly string[]; readonly cwd?: string }
    | ContainerRun
  readonly source: string
  readonly output: string
  /** URLs of further sinks. */
  readonly sinks: readonly string[]
  readonly order: boolean
  readonly env: Env
  /** Names of secrets; the cluster fetches the values itself, as late as it can. */
  readonly secretEnv: readonly string[]
  /** What a pod needs of a node; local pods need nothing. */
  readonly placement?: Placement
}

/** A container that is not ours. */
export interface ContainerRun {
  readonly kind: 'container'
  /** With its digest: `registry/name@sha256:…`. */
  readonly ref: string
  /** The user that its image names, `1000` or `app:app`; empty: root. */
  readonly user?: string
  /** Instead of the image's own entry point. */
  readonly command?: readonly string[]
}

export interface ObservedPod {
  readonly name: string
  readonly stream: string
  readonly templateHash: string
  readonly phase: PodPhase
  readonly ready: boolean
  readonly active: boolean
  /** The source ended and all of it was processed. */
  readonly completed: boolean
  readonly ip: string
  readonly ports: { readonly in?: number; readonly http?: number }
  readonly node: string
  readonly restarts: number
  readonly reason: string
  readonly message: string
  readonly startedAt: string
}

export interface ObservedWorkload {
  readonly stream: string
  readonly generation: number
  readonly replicas: number
  readonly templateHash: string
  /** What is there is not, or not known to be, all of what was applied: apply it again. */
  readonly drifted?: boolean
  /** Why pods that are wanted do not come to be, for a reason that no pod can tell. */
  readonly trouble?: { readonly reason: string; readonly message: string }
}

/** All that runs, as of now. */
export interface Observed {
  readonly workloads: readonly ObservedWorkload[]
  readonly pods: readonly ObservedPod[]
}

export interface LogLine {
  readonly time: string
  readonly stream: string
  readonly pod: string
  readonly service?: string
  readonly message: string
  readonly level?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Where pods run. Implementations pass test/runtime/cluster/contract.ts. */
export interface Cluster {
  /** What it can run. */
  readonly kinds: readonly PodTemplate['run']['kind'][]
  /** Resolves when the workload is accepted; pods follow, as `watch` shows. */
  apply(workload: Workload, signal: AbortSignal): Promise<'created' | 'configured' | 'unchanged'>
  /** Resolves when it is accepted: the workload is seen no more, its pods as Terminating until they are gone. */
  remove(stream: string, signal: AbortSignal): Promise<void>
  /** The state now, then again at each change; only the newest is kept for a slow reader. */
  watch(signal: AbortSignal): AsyncIterable<Observed>
  close(): Promise<void>
}
