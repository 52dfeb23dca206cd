import { GazeError } from '../../errors.ts'
import { sortGraph } from '../check/graph.ts'
import { overwriting } from '../check/overwriting.ts'
import type { View } from '../item.ts'
import type { AnyType, NodeType, SourceType } from '../node.ts'
import type { PipelineSpec } from '../spec.ts'
import type { Planned } from './planned.ts'
import { viewsOf } from './views-of.ts'
import { valuesOf } from './values.ts'

/** What is to be opened, in graph order. */
export interface Plan {
  readonly source: Planned<SourceType>
  readonly nodes: readonly Planned<NodeType>[]
  /** What will be asked of the frames that a node makes (the source, and those that draw), by its id, each once. */
  readonly views: ReadonlyMap<string, readonly View[]>
  /** The last node that draws, by its id. */
  readonly painter: string | undefined
  readonly live: boolean
  /** Its pictures are no sequence. */
  readonly stills: boolean
}

/** @throws GazeError NODE_NOT_FOUND, PIPELINE_INVALID: parameters, sources, circles, a sink that writes to what is read. */
export const planGraph = (
  spec: PipelineSpec,
  typeOf: (name: string) => AnyType | undefined,
  env: Readonly<Record<string, string>>,
): Plan => {
  const { sorted, left } = sortGraph(spec.nodes, ({ from }) => from)
  if (left.length > 0)
    throw new GazeError('PIPELINE_INVALID', 'the nodes of the pipeline take from each other in a circle')
  const planned = sorted.map((node): Planned<AnyType> => {
    const type = typeOf(node.type)
    if (!type)
      throw new GazeError('NODE_NOT_FOUND', `no node is called ${node.type}`, { hint: 'gaze node list' })
    return { spec: node, type, values: valuesOf(node, type, env) }
  })
  const [clash] = overwriting(planned)
  if (clash) throw new GazeError('PIPELINE_INVALID', clash.message, { details: { node: clash.sink.id } })
  const sources = planned.filter((entry): entry is Planned<SourceType> => entry.type.source === true)
  const nodes = planned.filter((entry): entry is Planned<NodeType> => entry.type.source !== true)
  const source = sources[0]
  if (!source || sources.length > 1) {
    throw new GazeError(
      'PIPELINE_INVALID',
      `a pipeline runs from one source, and this one has ${sources.length}`,
      {
        hint: 'begin it with a source such as file PATH or scene',
      },
    )
  }
  return {
    source,
    nodes,
    views: viewsOf(source, nodes),
    painter: nodes.findLast(({ type }) => type.draws)?.spec.id,
    live: source.type.live(source.values as never),
    stills: source.type.stills?.(source.values as never) ?? false,
  }
}
