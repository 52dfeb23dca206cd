import type { Dimension, Graph, ValueInfo } from '../../../../src/runtime/models/onnx/graph.ts'

type Shapes = Readonly<Record<string, readonly Dimension[]>>

const infos = (shapes: Shapes, types: Readonly<Record<string, string>>): ValueInfo[] =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape, type: types[name] ?? 'float' }))

/** A graph as it would be read from a file: shapes by name, and what else a test wants to say. */
export const graphOf = (
  inputs: Shapes,
  outputs: Shapes,
  more: {
    types?: Readonly<Record<string, string>>
    operators?: readonly string[]
    producers?: Readonly<Record<string, readonly string[]>>
    metadata?: Readonly<Record<string, string>>
  } = {},
): Graph => ({
  inputs: infos(inputs, more.types ?? {}),
  outputs: infos(outputs, more.types ?? {}),
  operators: new Map((more.operators ?? []).map((operator) => [operator, 1])),
  producers: new Map(Object.entries(more.producers ?? {})),
  opsets: new Map([['', 17]]),
  metadata: new Map(Object.entries(more.metadata ?? {})),
  producer: 'test',
})
