import type { Manifest } from '../models/manifest.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'

/** Grows with each write of a record, also when its name is removed and added again; 0 stands for "not there yet". */
export type Revision = number

export interface Recorded {
  readonly name: string
  readonly revision: Revision
  /** RFC 3339 with milliseconds, as all times in records. */
  readonly createdAt: string
  readonly updatedAt: string
}

export type ImageKind = 'pipeline' | 'container' | 'command'
export type Wire = 'v0' | 'v1'
export type Env = Readonly<Record<string, string>>

export interface Toleration {
  readonly key: string
  /** Without one, any value is tolerated. */
  readonly value?: string
  /** Without one, any effect is tolerated. */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

/** What a pod needs of a cluster's node; what is left out or empty asks for nothing. */
export interface Placement {
  /** Cores, as a quantity of Kubernetes: requested, and the limit. */
  readonly cpu?: string
  readonly memory?: string
  /** Devices by name: `nvidia.com/gpu` -> `1`. */
  readonly resources?: Readonly<Record<string, string>>
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly tolerations?: readonly Toleration[]
  /** Names of Secrets that the image is pulled with. */
  readonly pullSecrets?: readonly string[]
}

/** A registered analysis. */
export interface Image extends Recorded {
  readonly kind: ImageKind
  /** Where it came from: a container reference, a file name, `statement`, or the program. */
  readonly ref: string
  /** `sha256:…` of what runs: changes exactly when the pods must be replaced. */
  readonly digest: string
  readonly wire: Wire
  readonly description: string
  readonly pipeline?: PipelineSpec
  /** The program and its arguments, for kind `command`. */
  readonly command?: readonly string[]
  /** Where to run `command`, for words of it that name files by relative paths. */
  readonly cwd?: string
  /** The user that a container image names, as `1000` or `app:app`; empty: root. */
  readonly user?: string
  /** `linux/amd64`, … : what a container image was made for. */
  readonly platforms?: readonly string[]
  /** What a node pulls of a container image, packed. */
  readonly sizeBytes?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly env: Env
  /** Fields that `gaze apply` has set, by their names in files; absent where it made nothing of the record. */
  readonly applied?: readonly string[]
}

/** A model that pipelines of the context may name; its file is kept by hash. */
export interface Model extends Recorded {
  /** Of the ONNX file, lower-case hexadecimal; as in the manifest. */
  readonly sha256: string
  readonly bytes: number
  readonly manifest: Manifest
}

export type StreamPhase = 'Pending' | 'Running' | 'Degraded' | 'Completed' | 'Stopped' | 'Failed'
export type PodPhase = 'Pending' | 'Running' | 'CrashLoop' | 'Failed' | 'Terminating'

/** What info-update saw last; it alone writes this part. */
export interface StreamStatus {
  readonly phase: StreamPhase
  readonly reason: string
  readonly message: string
  readonly observedGeneration: number
  readonly readyReplicas: number
}

/** One camera bound to an image. All but `status` is the spec, which the CLI writes. */
export interface Stream extends Recorded, Omit<Placement, 'cpu' | 'memory'> {
  readonly image: string
  /** `push`, `pipeline` (the image has its own source), or a URL or path. */
  readonly source: string
  /** HOST:PORT of a viewer, or empty. */
  readonly output: string
  readonly sinks: readonly string[]
  readonly env: Env
  /** Names only; the values are in the secret store. */
  readonly secretEnv: readonly string[]
  /** Eight ASCII characters; the credential of its sender. */
  readonly key: string
  readonly replicas: number
  /** Frames must stay in order: one active pod; the old pod ends before the new one starts. */
  readonly order: boolean
  /** Frames that ingest keeps for the stream; the newest win. */
  readonly queue: number
  readonly cpu: string
  readonly memory: string
  /** Counts changes of the spec, and of what its image runs: it is part of the events' ids. */
  readonly generation: number
  /** Counts `stream restart`; part of what makes pods be replaced. */
  readonly restarts: number
  /** Counts changes of secret values, so that pods are replaced when one changes. */
  readonly secretVersion: number
  /** As that of an image. */
  readonly applied?: readonly string[]
  readonly status: StreamStatus
}

/** One running instance of a stream's image, as info-update saw it last. */
export interface Pod extends Recorded {
  readonly stream: string
  readonly phase: PodPhase
  readonly ready: boolean
  /** False for a standby of a stream with memory. */
  readonly active: boolean
  readonly ip: string
  readonly ports: { readonly in?: number; readonly http?: number }
  readonly node: string
  readonly restarts: number
  readonly reason: string
  readonly message: string
  readonly startedAt: string
  readonly observedAt: string
}
