import type { EngineState } from '../pipeline/engine/options.ts'
import type { Assignment } from './assignment.ts'
import type { EventLog } from './event-log/event-log.ts'
import type { EventPictures } from './pictures/event-pictures.ts'
import type { PodLedger } from './pod-ledger.ts'
import type { StatusKeeper } from './pod-status.ts'
import type { SinkState } from './sinks/sink-state.ts'
import type { PodState } from './state.ts'

/** What `/state` says, put together anew at each call. */
export const podState = (
  assignment: Assignment,
  status: StatusKeeper,
  engine: EngineState | undefined,
  ledger: PodLedger,
  events: EventLog,
  pictures: EventPictures,
  sinks: readonly SinkState[],
): PodState => {
  const { ready, active, completed } = status.now()
  return {
    pod: assignment.pod,
    stream: assignment.stream,
    generation: assignment.generation,
    digest: assignment.digest,
    ready,
    active,
    completed,
    uptimeMs: Math.round(process.uptime() * 1000),
    fps: engine?.fps ?? 0,
    lastFrameAt: engine?.lastFrameAt ?? '',
    nodes: engine?.nodes ?? [],
    ledger: ledger.counts(),
    events: events.state(),
    pictures: pictures.state(),
    sinks,
  }
}
