import type { Frame } from '../item.ts'
import type { Node } from '../node.ts'
import type { PipelineSpec } from '../spec.ts'
import type { FrameBook } from './measure/frame-book.ts'
import type { EmitterSetup } from './stage/emitter.ts'
import type { Meter } from './measure/meter.ts'
import { createOutlet, type Inlet, type Outlet } from './stage/outlet.ts'
import type { Plan } from './plan.ts'
import { createStage, type Stage } from './stage/stage.ts'

/** Items that may wait in front of a node: few where latency counts, more where every frame does. */
const LIVE_CAPACITY = 2
const WAIT_CAPACITY = 8

interface Shared extends Pick<EmitterSetup, 'fresh' | 'record' | 'clock'> {
  readonly book: FrameBook
  readonly ordered: boolean
  /** Is shown what the last node that draws gives. */
  readonly drawn: (frame: Frame) => void
  meter(id: string): Meter
  complain(id: string): (error: unknown) => void
}

export interface Wiring {
  /** In graph order. */
  readonly stages: readonly { readonly id: string; readonly stage: Stage }[]
  /** From the source. */
  readonly outlet: Outlet
}

const inletsBehind = (spec: PipelineSpec, id: string, stages: ReadonlyMap<string, Stage>): Inlet[] =>
  spec.nodes.flatMap((node) => {
    const way = node.from.indexOf(id)
    const stage = stages.get(node.id)
    return way >= 0 && stage ? [stage.inlet(way)] : []
  })

/** Puts opened nodes together, last first. */
export const wire = (
  spec: PipelineSpec,
  plan: Plan,
  nodes: ReadonlyMap<string, Node>,
  { drawn, ...shared }: Shared,
): Wiring => {
  const stages = new Map<string, Stage>()
  for (const { spec: node, type } of plan.nodes.toReversed()) {
    const inlets = inletsBehind(spec, node.id, stages)
    const stage = createStage({
      ...shared,
      node: nodes.get(node.id)!,
      drawn: node.id === plan.painter ? drawn : undefined,
      sink: type.sink === true,
      ways: node.from.length,
      outlet: createOutlet(inlets, shared.ordered),
      joinsBehind: inlets.some(({ joins }) => joins),
      meter: shared.meter(node.id),
      complain: shared.complain(node.id),
      capacity: plan.live ? LIVE_CAPACITY : WAIT_CAPACITY,
      dropOldest: plan.live,
    })
    stages.set(node.id, stage)
  }
  const outlet = createOutlet(inletsBehind(spec, plan.source.spec.id, stages), shared.ordered)
  return { stages: plan.nodes.map(({ spec: { id } }) => ({ id, stage: stages.get(id)! })), outlet }
}
