import type { Env } from '../../records/types.ts'
import type { Logger } from '../../service/log.ts'
import { timeLimit } from '../../service/time-limit.ts'
import type { EventLog } from '../event-log/event-log.ts'
import { type Delivery, startDelivery } from './deliver/delivery.ts'
import { createKafkaSink } from './kafka/kafka-sink.ts'
import type { SinkState } from './sink-state.ts'
import { parseLogSink } from './url/log-sinks.ts'
import { sinkId } from './url/sink-id.ts'

export interface SinksOptions {
  /** All of the stream's sinks; those that are nodes of the pipeline are left out. */
  readonly urls: readonly string[]
  readonly stream: string
  readonly env: Env
  /** The pod's event log, and its directory. */
  readonly events: EventLog
  readonly dir: string
  /** How long they go on trying at the end, where nobody else can send what is left. */
  readonly drainMs?: number | undefined
  readonly log: Logger
}

/** The sinks of a pod that read its event log. */
export interface Sinks {
  state(): SinkState[]
  drain(deadline: AbortSignal): Promise<void>
}

/** Enough to send what is left to a target that takes it; one that does not is left to the next pod. */
const DRAIN_MS = 2_500

/** Starts them; none of what may go wrong with them stops the pod. @throws GazeError USAGE for a URL that is none. */
export const startSinks = ({ urls, stream, env, events, dir, drainMs, log }: SinksOptions): Sinks => {
  const deliveries: Delivery[] = urls.flatMap((url) => {
    const target = parseLogSink(url)
    if (target === undefined) return []
    const own = log.with({ sink: `${target.brokers.join(',')}/${target.topic}` })
    const sink = createKafkaSink({ target, stream, env, log: own })
    const endOffset = (): number => events.state().endOffset
    return [
      startDelivery({
        url,
        id: sinkId(target),
        sink,
        dir,
        endOffset,
        isLast: drainMs !== undefined,
        log: own,
      }),
    ]
  })
  return {
    state: () => deliveries.map((delivery) => delivery.state()),
    drain: async (deadline) => {
      const limit = timeLimit(deadline, drainMs ?? DRAIN_MS)
      await Promise.all(deliveries.map((delivery) => delivery.drain(limit.signal)))
      limit.clear()
    },
  }
}
