import type { View } from '../item.ts'
import type { NodeContext, SourceInfo } from '../node.ts'
import type { NodeSpec } from '../spec.ts'
import type { Meter } from './measure/meter.ts'
import type { EngineOptions } from './options.ts'

interface Parts {
  readonly signal: AbortSignal
  readonly views: readonly View[]
  readonly pictures: boolean
  readonly offline: boolean
  readonly stills: boolean
  readonly event: NodeContext['event']
  readonly now: () => number
  readonly meter: Meter
  opened(info: SourceInfo): void
  drop(reason: string, count: number): void
}

/** What one node sees of the world. */
export const createContext = (node: NodeSpec, options: EngineOptions, parts: Parts): NodeContext => ({
  id: node.id,
  signal: parts.signal,
  log: options.log.with({ node: node.id }),
  mode: options.mode,
  offline: parts.offline,
  stills: parts.stills,
  stream: options.stream,
  generation: options.generation,
  views: parts.views,
  pictures: parts.pictures,
  opened: parts.opened,
  event: parts.event,
  drop: (reason, count = 1) => parts.drop(reason, count),
  report(state) {
    parts.meter.report(state)
    options.changed?.()
  },
  pod: options.pod,
  now: parts.now,
})
