import type { Frame, Item, View } from '../../../../src/runtime/pipeline/item.ts'
import type { NodeContext, NodeState, SourceInfo, SourceType } from '../../../../src/runtime/pipeline/node.ts'
import { valuesOf } from '../../../../src/runtime/pipeline/engine/values.ts'
import type { ParamValue } from '../../../../src/runtime/pipeline/spec.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'

export interface SourceRun {
  readonly params: Readonly<Record<string, ParamValue>>
  readonly mode?: 'run' | 'stream'
  readonly views?: readonly View[]
  readonly env?: Readonly<Record<string, string>>
  /** Looks at each frame before it is released; `stop` ends the source. */
  readonly look?: (frame: Frame, stop: () => void) => void | Promise<void>
}

export interface SourceResult {
  readonly info: SourceInfo | undefined
  readonly times: readonly bigint[]
  /** All that it emitted; the frames are released. */
  readonly items: readonly Item[]
  readonly dropped: Readonly<Record<string, number>>
  readonly states: readonly NodeState[]
  readonly log: string
}

/** `now` of every run here. */
export const NOW = Date.parse('2026-05-01T08:00:00Z')

/** Runs a source by itself to its end. */
export const runSource = async (type: SourceType, run: SourceRun): Promise<SourceResult> => {
  const end = new AbortController()
  const items: Item[] = []
  const dropped: Record<string, number> = {}
  const states: NodeState[] = []
  let [log, info] = ['', undefined as SourceInfo | undefined]
  const context: NodeContext = {
    id: type.name,
    signal: end.signal,
    log: createLogger((line) => {
      log += line
    }),
    mode: run.mode ?? 'run',
    offline: run.mode !== 'stream',
    stills: false,
    stream: 'test',
    generation: 1,
    pictures: true,
    views: run.views ?? [{ kind: 'grey', width: 160 }],
    opened: (found) => {
      info = found
    },
    event: () => {
      throw new Error('a source makes no events')
    },
    drop: (reason, count = 1) => {
      dropped[reason] = (dropped[reason] ?? 0) + count
    },
    report: (state) => void states.push(state),
    pod: { env: run.env ?? {} },
    now: () => NOW,
  }
  const values = valuesOf({ id: type.name, type: type.name, params: run.params, from: [] }, type, {})
  const source = await type.open(values as never, context)
  try {
    await source.run(async (item) => {
      const { frame } = item
      items.push(item)
      await run.look?.(frame, () => end.abort())
      frame.release()
    })
  } finally {
    await source.close()
  }
  return { info, times: items.map(({ frame }) => frame.captureNs), items, dropped, states, log }
}
