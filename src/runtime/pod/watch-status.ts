import type { EngineState } from '../pipeline/engine/options.ts'
import type { EventLogState } from './event-log/event-log.ts'
import type { SinkState } from './sinks/sink-state.ts'
import type { StatusKeeper } from './pod-status.ts'

/** What hinders the pod, the gravest first; empty texts when nothing does. */
const trouble = (
  engine: EngineState | undefined,
  events: EventLogState,
  sinks: readonly SinkState[],
): { reason: string; message: string } => {
  const nodes = engine?.nodes ?? []
  const node = nodes.find(({ state }) => state === 'failed') ?? nodes.find(({ state }) => state === 'blocked')
  if (node !== undefined) return { reason: 'NodeBlocked', message: `${node.id}: ${node.message}` }
  if (events.problem !== '') return { reason: 'EventsNotLogged', message: events.problem }
  const sink = sinks.find(({ state }) => state === 'blocked')
  if (sink !== undefined)
    return { reason: 'SinkBlocked', message: `sink ${sink.url.replace(/\?.*/, '')}: ${sink.lastError}` }
  return { reason: '', message: '' }
}

/** Brings what the nodes and the event log say into the pod's status, while it is ready. */
export const refreshStatus = (
  status: StatusKeeper,
  engine: EngineState | undefined,
  events: EventLogState,
  sinks: readonly SinkState[],
): void => {
  const { ready, completed } = status.now()
  if (!ready || completed) return
  const standby = engine?.nodes.some((node) => node.standby === true) ?? false
  status.set({ active: !standby, ...trouble(engine, events, sinks) })
}
