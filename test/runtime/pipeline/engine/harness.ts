import { createEngine, type Engine } from '../../../../src/runtime/pipeline/engine.ts'
import type { EngineOptions } from '../../../../src/runtime/pipeline/engine/options.ts'
import type { Frame, Item, View } from '../../../../src/runtime/pipeline/item.ts'
import {
  type AnyType,
  defineNode,
  defineSource,
  type Emit,
  type Node,
  type NodeContext,
} from '../../../../src/runtime/pipeline/node.ts'
import type { NodeSpec } from '../../../../src/runtime/pipeline/spec.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'

/** A turn of the event loop, so that promises and immediates get done. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export interface Gate {
  readonly open: () => void
  readonly opened: Promise<void>
}

export const gate = (): Gate => {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** Frames without pictures that keep count of their releases. */
export const createFrames = () => {
  const released: number[] = []
  const make = (index: number): Frame => ({
    index,
    captureNs: BigInt(index) * 40_000_000n,
    width: 64,
    height: 36,
    grey: () => ({ width: 2, height: 2, data: new Uint8Array(4) }),
    rgb: () => ({ width: 0, height: 0, data: new Uint8Array(0) }),
    jpeg: () => new Uint8Array(2),
    picture: () => undefined,
    release: () => void released.push(index),
  })
  return { released, make }
}

type Part = Partial<Node> & {
  open?: (context: NodeContext) => void | Promise<void>
  sink?: boolean
  draws?: boolean
  views?: readonly View[]
}

export interface Setup {
  readonly frames?: number
  readonly live?: boolean
  /** What the source does beside emitting `frames` frames. */
  readonly source?: (emit: Emit, context: NodeContext, make: (index: number) => Frame) => Promise<void>
  readonly sourceOpen?: (context: NodeContext) => void | Promise<void>
  readonly done?: (index: number, dropped: string | undefined) => void
  /** By id; a node without a process gives every item on. */
  readonly parts: Readonly<Record<string, Part>>
  /** `a<source b<a c<a,b` */
  readonly graph: string
  readonly options?: Partial<EngineOptions>
}

export interface Harness {
  readonly engine: Engine
  /** What happened, in order: `open x`, `close x`, `x 3` for frame 3 at x, `flush x`. */
  readonly log: string[]
  readonly released: number[]
  readonly warnings: string[]
  readonly contexts: Map<string, NodeContext>
}

const sourceType = (
  setup: Setup,
  log: string[],
  make: (index: number) => Frame,
  contexts: Map<string, NodeContext>,
): AnyType =>
  defineSource({
    name: 'source',
    summary: '',
    source: true,
    params: {},
    takes: [],
    gives: ['frames'],
    memory: false,
    live: () => setup.live === true,
    async open(_, context) {
      contexts.set('source', context)
      await setup.sourceOpen?.(context)
      log.push('open source')
      return {
        async run(emit) {
          if (setup.source) return setup.source(emit, context, make)
          for (let index = 0; index < (setup.frames ?? 3) && !context.signal.aborted; index++) {
            await emit({ frame: make(index) })
          }
        },
        done: (frame, dropped) => setup.done?.(frame.index, dropped),
        close: () => void log.push('close source'),
      }
    },
  })

const partType = (name: string, part: Part, log: string[], contexts: Map<string, NodeContext>): AnyType =>
  defineNode({
    name,
    summary: '',
    params: {},
    takes: ['frames'],
    gives: part.sink ? [] : ['events'],
    memory: false,
    sink: part.sink === true,
    draws: part.draws === true,
    views: () => part.views ?? [],
    async open(_, context) {
      contexts.set(name, context)
      await part.open?.(context)
      log.push(`open ${name}`)
      return {
        ahead: part.ahead,
        process(item: Item, emit: Emit) {
          log.push(`${name} ${item.frame.index}`)
          return part.process ? part.process(item, emit) : part.sink ? undefined : emit(item)
        },
        flush(emit) {
          log.push(`flush ${name}`)
          return part.flush?.(emit)
        },
        async close() {
          await part.close?.()
          log.push(`close ${name}`)
        },
      }
    },
  })

export const createHarness = (setup: Setup): Harness => {
  const log: string[] = []
  const warnings: string[] = []
  const contexts = new Map<string, NodeContext>()
  const { released, make } = createFrames()
  const types = new Map([['source', sourceType(setup, log, make, contexts)]])
  for (const [name, part] of Object.entries(setup.parts)) types.set(name, partType(name, part, log, contexts))
  const nodes: NodeSpec[] = setup.graph.split(' ').map((edge) => {
    const [id = '', from = ''] = edge.split('<')
    return { id, type: id, params: {}, from: from.split(',') }
  })
  const engine = createEngine(
    { nodes: [{ id: 'source', type: 'source', params: {}, from: [] }, ...nodes] },
    {
      mode: 'run',
      stream: 's',
      generation: 1,
      log: createLogger((line) => void warnings.push(line), 'warn'),
      pod: { env: {} },
      types: (name) => types.get(name),
      ...setup.options,
    },
  )
  return { engine, log, released, warnings, contexts }
}

export const never: AbortSignal = new AbortController().signal
