import { nodeType } from '../nodes/registry.ts'
import { createSieve } from '../wire/new-events.ts'
import { sortGraph } from './check/graph.ts'
import { createContext } from './engine/context.ts'
import { createDrain } from './engine/drain.ts'
import { createDrawings } from './engine/drawings.ts'
import { createEventMaker } from './engine/events.ts'
import { until } from './engine/limits.ts'
import { createInstruments } from './engine/measure/instruments.ts'
import { closeAll, named, type Opened, openGraph } from './engine/open.ts'
import type { EngineOptions, EngineState } from './engine/options.ts'
import { type Plan, planGraph } from './engine/plan.ts'
import { createSourceEmit } from './engine/source-emit.ts'
import { type Wiring, wire } from './engine/wiring.ts'
import type { NodeContext } from './node.ts'
import type { NodeSpec, PipelineSpec } from './spec.ts'

const DRAIN_MS = 5_000

export interface Engine {
  /**
   * Runs the pipeline until its source ends, or until the signal aborts and what was taken is worked off.
   * Every node is closed when it settles. May be called once.
   * @throws GazeError that names the node which could not be opened, or SOURCE_FAILED.
   */
  run(signal: AbortSignal): Promise<void>
  state(): EngineState
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const clock = (): number => performance.now()

export const createEngine = (spec: PipelineSpec, options: EngineOptions): Engine => {
  const {
    mode,
    stream,
    generation,
    log,
    record,
    now = Date.now,
    types = nodeType,
    drainMs = DRAIN_MS,
  } = options
  const { sorted } = sortGraph(spec.nodes, ({ from }) => from)
  const instruments = createInstruments(sorted, { log, types }, now, clock)
  const { book, meter, complain } = instruments
  const drawings = createDrawings()
  let wiring: Wiring | undefined
  let [opened, completed, ended, live] = [false, false, false, false]
  const event = createEventMaker(
    stream,
    generation,
    options.eventSource ?? `/gaze/streams/${stream}`,
    () => live,
  )

  const contextFor =
    (plan: Plan, soft: AbortSignal, hard: AbortSignal) =>
    (node: NodeSpec): NodeContext => {
      const isSource = node === plan.source.spec
      return createContext(node, options, {
        signal: isSource ? soft : hard,
        views: plan.views.get(node.id) ?? [],
        offline: mode === 'run' && !plan.live && plan.source.values.rate !== 'real',
        stills: plan.stills,
        // What is drawn on is what people are to see.
        pictures: options.pictures === true && node.id === (plan.painter ?? plan.source.spec.id),
        event,
        now,
        meter: meter(node.id),
        opened(info) {
          opened = true
          options.opened?.(info)
        },
        drop(reason, count) {
          meter(node.id).drop(reason, count)
          if (isSource) book.lost(reason, count)
        },
      })
    }

  const flushAll = async (stages: Wiring['stages'], hard: AbortSignal): Promise<void> => {
    for (const { id, stage } of stages) await until(stage.flush(), hard).catch(complain(id))
  }

  const work = async (plan: Plan, soft: AbortSignal, hard: AbortSignal, toClose: Opened[]): Promise<void> => {
    const { source, nodes } = await openGraph(plan, contextFor(plan, soft, hard), soft, (node) =>
      toClose.push(node),
    )
    const ordered = mode === 'run' && !plan.live
    const isDrawn = plan.painter !== undefined
    wiring = wire(spec, plan, nodes, {
      ...{ ordered, book, meter, complain, clock, fresh: createSieve() },
      record: record && ((fresh, frame) => record(fresh, isDrawn ? drawings.await(frame) : frame)),
      drawn: (frame) => {
        drawings.drawn(frame)
        options.show?.(frame)
      },
    })
    instruments.tell((frame, dropped) => {
      drawings.gone(frame)
      source.done?.(frame, dropped)
    })
    const { spec: sourceSpec } = plan.source
    let failure: unknown
    const { stages } = wiring
    const flush = once(() => flushAll(stages, hard))
    try {
      const emit = createSourceEmit(
        sourceSpec.id,
        wiring.outlet,
        instruments,
        clock,
        () => ended,
        (frame) => {
          options.look?.(frame)
          if (!isDrawn) options.show?.(frame)
        },
      )
      await until(source.run(emit), hard)
      // The last picture is the one that is drawn last.
      if (isDrawn) await flush()
      if (!soft.aborted && options.ended !== undefined) await until(options.ended(), hard)
    } catch (error) {
      if (!soft.aborted) failure = named(error, sourceSpec, 'SOURCE_FAILED')
    }
    await flush()
    if (failure !== undefined) throw failure
    completed = !soft.aborted
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    const plan = planGraph(spec, types, options.pod.env)
    live = plan.live
    const drain = createDrain(signal, drainMs)
    const toClose: Opened[] = []
    try {
      await work(plan, signal, drain.hard, toClose)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      ended = true
      for (const { stage } of wiring?.stages ?? []) stage.stop()
      drain.end()
      await closeAll(toClose, drainMs, log)
      instruments.finish(signal.aborted ? 'stopped' : 'forgotten')
    }
  }

  const queued = (id: string): number => wiring?.stages.find((entry) => entry.id === id)?.stage.queued() ?? 0
  return { run, state: () => ({ opened, completed, ...instruments.state(queued) }) }
}
