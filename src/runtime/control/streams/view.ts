import type { LedgerReport } from '../../ledger/types.ts'
import type { Draft } from '../../records/store.ts'
import type { Absence } from '../site.ts'
import type { Env, Pod, Stream, StreamPhase, StreamStatus, Toleration } from '../../records/types.ts'

/** A pod as `--json` prints it. */
export type PodView = Draft<Pod>

/** A stream as `--json` prints it. */
export interface StreamView<Ledger extends LedgerReport | null = LedgerReport> {
  readonly name: string
  readonly image: string
  readonly source: string
  readonly output: string
  readonly sinks: readonly string[]
  readonly env: Env
  readonly secretEnv: readonly string[]
  readonly key: string | null
  readonly replicas: number
  readonly readyReplicas: number
  readonly order: boolean
  readonly queue: number
  readonly cpu: string
  readonly memory: string
  readonly resources: Readonly<Record<string, string>>
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  readonly pullSecrets: readonly string[]
  readonly phase: StreamPhase
  readonly reason: string
  readonly message: string
  readonly generation: number
  readonly observedGeneration: number
  readonly pods: readonly PodView[]
  readonly ledger: Ledger
  readonly createdAt: string
  readonly updatedAt: string
}

export interface ViewOptions {
  /** Why nothing runs; then nothing of a stream does, whatever was seen last. */
  readonly absence: Absence | undefined
  readonly reveal: boolean
}

const podView = (pod: Pod): PodView => {
  const { revision: _r, createdAt: _c, updatedAt: _u, ...view } = pod
  return view
}

/** What is true of a stream while nothing runs it. */
const restingStatus = (stream: Stream, { what, next }: Absence): StreamStatus => {
  const { status, generation, replicas } = stream
  const rest = { observedGeneration: status.observedGeneration, readyReplicas: 0 }
  if (replicas === 0) return { ...rest, phase: 'Stopped', reason: 'Scaled', message: 'scaled to 0 replicas' }
  if (status.phase === 'Completed' && status.observedGeneration === generation) return { ...status, ...rest }
  return {
    ...rest,
    phase: 'Pending',
    reason: 'NotRunning',
    message: `${what}; ${next}`,
  }
}

/** One of a list: on a cluster the ledger of a stream that its pods read themselves is null, where none of them answers. */
export type ListedStream = StreamView<LedgerReport | null>

export const streamView = <Ledger extends LedgerReport | null>(
  stream: Stream,
  pods: readonly Pod[],
  ledger: Ledger,
  { absence, reveal }: ViewOptions,
): StreamView<Ledger> => {
  const { name, image, source, output, sinks, env, secretEnv, replicas, order, queue, cpu, memory } = stream
  const { resources = {}, nodeSelector = {}, tolerations = [], pullSecrets = [] } = stream
  const rests = absence !== undefined && !absence.podsRun
  const status = rests ? restingStatus(stream, absence) : stream.status
  const { phase, reason, message, observedGeneration, readyReplicas } = status
  return {
    ...{ name, image, source, output, sinks, env, secretEnv, key: reveal ? stream.key : null },
    ...{ replicas, readyReplicas, order, phase, reason, message },
    ...{ generation: stream.generation, observedGeneration, queue, cpu, memory },
    ...{ resources, nodeSelector, tolerations, pullSecrets },
    pods: rests ? [] : pods.filter((pod) => pod.stream === name).map(podView),
    ledger,
    createdAt: stream.createdAt,
    updatedAt: stream.updatedAt,
  }
}
