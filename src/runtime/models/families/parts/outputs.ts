import { GazeError } from '../../../errors.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Tensor } from '../family.ts'

/**
 * The tensor at a place of the family's order.
 * @throws GazeError MODEL_INVALID where the model gave fewer.
 */
export const outputAt = (outputs: readonly Tensor[], index: number): Tensor => {
  const tensor = outputs[index]
  if (tensor) return tensor
  throw new GazeError(
    'MODEL_INVALID',
    `The family reads ${index + 1} outputs; the model gave ${outputs.length}`,
  )
}

/** The last two axes, whatever comes before them. */
export const matrixOf = ({ dims, data }: Tensor): { data: Tensor['data']; rows: number; width: number } => ({
  data,
  rows: dims.at(-2) ?? 1,
  width: dims.at(-1) ?? 1,
})

/** How many of the operators are in the graph, subgraphs too. */
export const uses = (graph: Graph, operator: string): number => graph.operators.get(operator) ?? 0

/** Operators that change a number's type and nothing else. */
const CONVERSIONS = new Set(['Cast', 'Identity', 'QuantizeLinear', 'DequantizeLinear'])

/** The operators from which an output comes, its own producer first; conversions are left out. */
export const comesFrom = (graph: Graph, output: string): readonly string[] =>
  (graph.producers.get(output) ?? []).filter((operator) => !CONVERSIONS.has(operator))
