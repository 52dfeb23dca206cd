import { messageOf } from '../errors.ts'
import { nodeType } from '../nodes/registry.ts'
import { createSieve } from '../wire/new-events.ts'
import type { Emit, NodeContext, Source, SourceInfo } from './node.ts'
import type { NodeSpec, PipelineSpec } from './spec.ts'
import { sortGraph } from './check/graph.ts'
import { type Complaints, createComplaints } from './engine/measure/complaints.ts'
import { createContext } from './engine/context.ts'
import { createEventMaker } from './engine/events.ts'
import { createFrameBook } from './engine/measure/frame-book.ts'
import { createYielder, until, within } from './engine/limits.ts'
import { createMeter, type Meter } from './engine/measure/meter.ts'
import { named, type Opened, openGraph } from './engine/open.ts'
import type { EngineOptions, EngineState } from './engine/options.ts'
import type { Outlet } from './engine/stage/outlet.ts'
import { type Plan, planGraph } from './engine/plan.ts'
import { createRate } from './engine/measure/rate.ts'
import { wire, type Wiring } from './engine/wiring.ts'

const DRAIN_MS = 5_000
/** Synchronous nodes give the event loop a turn this often. */
const TURN_MS = 8

export interface Engine {
  /**
   * Runs the pipeline until its source ends, or until the signal aborts and what was taken is worked off.
   * Every node is closed when it settles. May be called once.
   * @throws GazeError that names the node which could not be opened, or SOURCE_FAILED.
   */
  run(signal: AbortSignal): Promise<void>
  state(): EngineState
}

const clock = (): number => performance.now()

export const createEngine = (spec: PipelineSpec, options: EngineOptions): Engine => {
  const now = options.now ?? Date.now
  const typeOf = options.types ?? nodeType
  const drainMs = options.drainMs ?? DRAIN_MS
  const meters = new Map<string, Meter>()
  const complaints = new Map<string, Complaints>()
  for (const { id, type } of sortGraph(spec.nodes, ({ from }) => from).sorted) {
    const known = typeOf(type)
    if (known) meters.set(id, createMeter(id, known, now))
    complaints.set(id, createComplaints(options.log.with({ node: id }), clock))
  }
  const meter = (id: string): Meter => meters.get(id)!
  const complain = (id: string) => (error: unknown) => complaints.get(id)!.add(error)
  const rate = createRate(clock)
  const event = createEventMaker(
    options.stream,
    options.generation,
    options.eventSource ?? `/gaze/streams/${options.stream}`,
    () => live,
  )
  let whenDone: Source['done']
  const book = createFrameBook((frame, dropped) => whenDone?.(frame, dropped))
  let wiring: Wiring | undefined
  let [opened, completed, ended, live, lastFrame] = [false, false, false, false, 0]

  const contextFor =
    (plan: Plan, soft: AbortSignal, hard: AbortSignal) =>
    (node: NodeSpec): NodeContext => {
      const isSource = node === plan.source.spec
      return createContext(node, options, {
        signal: isSource ? soft : hard,
        views: isSource ? plan.views : [],
        event,
        now,
        meter: meter(node.id),
        opened(info: SourceInfo) {
          opened = true
          options.opened?.(info)
        },
        drop(reason, count) {
          meter(node.id).drop(reason, count)
          if (isSource) book.lost(reason, count)
        },
      })
    }

  const emitFrom = (source: NodeSpec, outlet: Outlet): Emit => {
    const turn = createYielder(clock, TURN_MS)
    const sourceMeter = meter(source.id)
    return (item) => {
      // A source that was not stopped in time has nobody to give to any more.
      if (ended) return item.frame.release()
      book.admit(item.frame)
      lastFrame = now()
      rate.add()
      sourceMeter.gave(item, 0)
      const sent = outlet.send(item)
      if (sent === undefined) {
        book.release(item.frame)
        return turn()
      }
      return sent.then(() => {
        book.release(item.frame)
        return turn()
      })
    }
  }

  const closeAll = async (nodes: readonly Opened[]): Promise<void> => {
    for (const node of nodes.toReversed()) {
      try {
        await within(drainMs, (async () => node.close())())
      } catch (error) {
        options.log.warn(`node ${node.spec.id} did not close: ${messageOf(error)}`)
      }
    }
  }

  const work = async (plan: Plan, soft: AbortSignal, hard: AbortSignal, toClose: Opened[]): Promise<void> => {
    const graph = await openGraph(plan, contextFor(plan, soft, hard), soft, (node) => toClose.push(node))
    const ordered = options.mode === 'run' && !plan.live
    wiring = wire(spec, plan, graph.nodes, {
      ordered,
      book,
      meter,
      complain,
      clock,
      fresh: createSieve(),
      record: options.record,
    })
    whenDone = (frame, dropped) => graph.source.done?.(frame, dropped)
    let failure: unknown
    try {
      await until(graph.source.run(emitFrom(plan.source.spec, wiring.outlet)), hard)
    } catch (error) {
      if (!soft.aborted) failure = named(error, plan.source.spec, 'SOURCE_FAILED')
    }
    for (const { id, stage } of wiring.stages) {
      try {
        await until(stage.flush(), hard)
      } catch (error) {
        complain(id)(error)
      }
    }
    if (failure !== undefined) throw failure
    completed = !soft.aborted
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    const plan = planGraph(spec, typeOf, options.pod.env)
    live = plan.live
    const hard = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const drain = (): void => {
      timer = setTimeout(() => hard.abort(new Error('the time to finish is over')), drainMs)
    }
    if (signal.aborted) drain()
    else signal.addEventListener('abort', drain, { once: true })
    const toClose: Opened[] = []
    try {
      await work(plan, signal, hard.signal, toClose)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      ended = true
      for (const { stage } of wiring?.stages ?? []) stage.stop()
      hard.abort(new Error('the pipeline has ended'))
      await closeAll(toClose)
      const left = book.abandon(signal.aborted ? 'stopped' : 'forgotten')
      if (left > 0) options.log.warn(`${left} frames were never given back`, { frames: left })
      for (const each of complaints.values()) each.flush()
      clearTimeout(timer)
      signal.removeEventListener('abort', drain)
    }
  }

  return {
    run,
    state: () => ({
      opened,
      completed,
      fps: rate.perSecond(),
      lastFrameAt: lastFrame === 0 ? '' : new Date(lastFrame).toISOString(),
      nodes: [...meters].map(([id, each]) =>
        each.record(wiring?.stages.find((entry) => entry.id === id)?.stage.queued() ?? 0),
      ),
      ledger: book.counts(),
    }),
  }
}
