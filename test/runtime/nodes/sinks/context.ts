import type { Frame, Item } from '../../../../src/runtime/pipeline/item.ts'
import type { NodeContext, NodeState, PodContext } from '../../../../src/runtime/pipeline/node.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'

export interface Watched {
  readonly context: NodeContext
  readonly drops: Record<string, number>
  readonly states: NodeState[]
  readonly warnings: string[]
}

/** A context that keeps what the node says. `clock.ms` is its time. */
export const watchedContext = (pod: Partial<PodContext> = {}, clock = { ms: 0 }): Watched => {
  const drops: Record<string, number> = {}
  const states: NodeState[] = []
  const warnings: string[] = []
  const context: NodeContext = {
    id: 'sink',
    signal: new AbortController().signal,
    log: createLogger((line) => void warnings.push(line), 'warn'),
    mode: 'run',
    offline: true,
    stills: false,
    stream: 's',
    generation: 1,
    views: [],
    opened: () => undefined,
    event: () => {
      throw new Error('a sink makes no events')
    },
    drop: (reason, count = 1) => {
      drops[reason] = (drops[reason] ?? 0) + count
    },
    report: (state) => void states.push(state),
    pod: { env: {}, ...pod },
    now: () => clock.ms,
  }
  return { context, drops, states, warnings }
}

export const event = (frame: number, data: Record<string, unknown> = {}): GazeEvent => ({
  specversion: '1.0',
  id: `s/1/${frame}/count/0`,
  source: '/gaze/streams/s',
  type: 'gaze.count',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  data,
})

export const item = (index: number, events: readonly GazeEvent[] = [], jpeg = new Uint8Array(4)): Item => {
  const frame: Frame = {
    index,
    captureNs: 1_700_000_000_000_000_000n + BigInt(index),
    width: 64,
    height: 36,
    grey: () => ({ width: 2, height: 2, data: new Uint8Array(4) }),
    rgb: () => ({ width: 0, height: 0, data: new Uint8Array(0) }),
    jpeg: () => jpeg,
    picture: () => undefined,
    release: () => undefined,
  }
  return { frame, events }
}

export const noEmit = (): never => {
  throw new Error('a sink emits nothing')
}
