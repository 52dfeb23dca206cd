import type { WantedModel } from '../models/model-file.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'
import type { Env } from '../records/types.ts'

export interface AssignedModel extends WantedModel {
  /** The file, where the pod has it at hand. */
  readonly path?: string
}

/** What a pod of ours is told at its start, in a 0600 file whose path is its only argument. */
export interface Assignment {
  readonly pod: string
  readonly stream: string
  readonly generation: number
  /** `sha256:…` of the image. */
  readonly digest: string
  readonly pipeline: PipelineSpec
  /** Those that the pipeline names, by their names; absent where it names none. */
  readonly models?: Readonly<Record<string, AssignedModel>>
  /**
   * Where models without a path are fetched (`GET <url>/<SHA-256>`, with the token), and the directory that keeps them;
   * `shared`: one that other pods see too, looked into first.
   */
  readonly modelStore?: { readonly url: string; readonly dir: string; readonly shared?: string }
  /** Cores that it may use; absent where that is not limited. */
  readonly cores?: number
  /** `push`, `pipeline`, or a URL or path that the pod reads itself. */
  readonly source: string
  readonly output: string
  /** URLs of further sinks. */
  readonly sinks: readonly string[]
  /** The stream's env and secrets, merged; `${NAME}` in parameters is taken from here. */
  readonly env: Env
  /** Names in `env` whose values must not be shown. */
  readonly secretEnv: readonly string[]
  /** gaze-server's ROUTER for pods, `tcp://127.0.0.1:5004`; all addresses of a host name are asked. */
  readonly ingest: string
  /** gaze-server's public CURVE key, Z85, where it speaks that. */
  readonly ingestKey?: string
  readonly token: string
  readonly httpHost: string
  /** 0 takes a free one. */
  readonly httpPort: number
  readonly eventsDir: string
  /**
   * How long, in milliseconds, the sinks of the event log go on trying when the pod ends, where its log goes with it.
   * Absent where the next pod of the stream sends what is left.
   */
  readonly sinkDrainMs?: number
  /** Counters over restarts. */
  readonly ledgerFile: string
  /** How many frames the pod asks for at a time. */
  readonly credit: number
}

/**
 * What a pod says to its parent over the IPC channel, and at `GET /status`, at start and at each change.
 * The channel's end ends the pod.
 */
export interface PodStatus {
  readonly type: 'status'
  readonly ready: boolean
  /** False for a standby of a stream with memory. */
  readonly active: boolean
  readonly completed: boolean
  readonly ports: { readonly http?: number }
  readonly reason: string
  readonly message: string
}

/** What is true of a pod before it has said anything. */
export const STARTING: Omit<PodStatus, 'type'> = {
  ready: false,
  active: false,
  completed: false,
  ports: {},
  reason: 'Starting',
  message: '',
}
