import { GazeError } from '../../../errors.ts'
import type { Dimension, Graph, ValueInfo } from '../../onnx/graph.ts'
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

/** A tensor's last two axes, whatever comes before them. */
export interface Matrix {
  readonly data: Tensor['data']
  readonly rows: number
  readonly width: number
}

export const matrixOf = ({ dims, data }: Tensor): Matrix => ({
  data,
  rows: dims.at(-2) ?? 1,
  width: dims.at(-1) ?? 1,
})

/** A dimension that the graph fixes. */
export const fixed = (dimension: Dimension | undefined): number | undefined =>
  typeof dimension === 'number' && dimension > 0 ? dimension : undefined

/** An output of a batch of matrices; a size that the graph leaves open is undefined. */
export interface MatrixOutput {
  readonly name: string
  readonly rows: number | undefined
  readonly width: number | undefined
}

export const asMatrix = ({ name, shape }: ValueInfo): MatrixOutput | undefined =>
  shape.length === 3 ? { name, rows: fixed(shape[1]), width: fixed(shape[2]) } : undefined

/** The one output of a graph with one input, as a batch of matrices. */
export const onlyMatrix = (graph: Graph): MatrixOutput | undefined => {
  // YOLOv5 before 6.1 also gives its levels undecoded, with five axes each.
  const [output, another] = graph.outputs.filter(({ shape }) => shape.length !== 5)
  return output && !another && graph.inputs.length === 1 ? asMatrix(output) : undefined
}

/** The same where it may hold candidates that remain to be suppressed: nothing is picked, no text is read. */
export const onlyCandidates = (graph: Graph): MatrixOutput | undefined => {
  const output = onlyMatrix(graph)
  return output && !picks(graph) && comesFrom(graph, output.name)[0] !== 'Softmax' ? output : undefined
}

/** How many of the operators are in the graph, subgraphs too. */
export const uses = (graph: Graph, ...operators: readonly string[]): number =>
  operators.reduce((sum, operator) => sum + (graph.operators.get(operator) ?? 0), 0)

/** Operators that pick the best or suppress: what the graph gives is final. */
export const picks = (graph: Graph): boolean => uses(graph, 'TopK', 'NonMaxSuppression') > 0

/** Operators that change a number's type and nothing else. */
const CONVERSIONS = new Set(['Cast', 'Identity', 'QuantizeLinear', 'DequantizeLinear'])

/** The operators from which an output comes, its own producer first; conversions are left out. */
export const comesFrom = (graph: Graph, output: string): readonly string[] =>
  (graph.producers.get(output) ?? []).filter((operator) => !CONVERSIONS.has(operator))

/** Levels put one behind the other and turned, as the head's convolutions left them: nothing is decoded. */
export const levelsLeftRaw = (graph: Graph, output: string): boolean => {
  const [last, before, first] = comesFrom(graph, output)
  return last === 'Transpose' && before === 'Concat' && (first === 'Reshape' || first === 'Flatten')
}
