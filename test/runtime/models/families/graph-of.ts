import type { Dimension, Graph, ValueInfo } from '../../../../src/runtime/models/onnx/graph.ts'

type Shapes = Readonly<Record<string, readonly Dimension[]>>

const infos = (shapes: Shapes, types: Readonly<Record<string, string>>): ValueInfo[] =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape, type: types[name] ?? 'float' }))

const counted = (operators: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const operator of operators) counts.set(operator, (counts.get(operator) ?? 0) + 1)
  return counts
}

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
  operators: counted(more.operators ?? []),
  producers: new Map(Object.entries(more.producers ?? {})),
  opsets: new Map([['', 17]]),
  metadata: new Map(Object.entries(more.metadata ?? {})),
  producer: 'test',
})
