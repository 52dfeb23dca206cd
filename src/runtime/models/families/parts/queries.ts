import type { Manifest } from '../../manifest.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Candidate, Tensor } from '../family.ts'
import { rawThreshold, scoreOf, softmax } from './activation.ts'
import { centred } from './boxes.ts'
import { asMatrix, type Matrix, type MatrixOutput, matrixOf } from './outputs.ts'
import { allOfRows, bestOfRows } from './scan.ts'

/** The two outputs of DETR's kind: class logits and boxes of as many queries. */
export interface Queries {
  readonly logits: MatrixOutput
  readonly boxes: MatrixOutput
}

/**
 * Finds them in a graph with those two outputs alone, by name, else by their width: that of the boxes is 4.
 */
export const queriesOf = (graph: Graph, logits: RegExp, boxes: RegExp): Queries | undefined => {
  if (graph.outputs.length !== 2 || graph.inputs.length !== 1) return undefined
  const [one, two] = graph.outputs.map(asMatrix)
  if (!one || !two || (one.rows && two.rows && one.rows !== two.rows)) return undefined
  const named = logits.test(one.name) || boxes.test(two.name)
  const turned = logits.test(two.name) || boxes.test(one.name)
  const oneIsBoxes = named === turned ? one.width === 4 : turned
  const found = oneIsBoxes ? { logits: two, boxes: one } : { logits: one, boxes: two }
  const { width } = found.boxes
  // Exporters that cannot follow the shapes of the decoder leave them open, and both names still say what they are.
  const byName = logits.test(found.logits.name) && boxes.test(found.boxes.name)
  return (width === 4 && found.logits.width) || ((width ?? 4) === 4 && byName) ? found : undefined
}

/**
 * DETR's results: logits [queries, classes] and boxes [queries, 4] (centre and size, 0-1 of the input). Of all pairs
 * of query and class the best are kept, as many as there are queries; with softmax, whose last class is "no
 * object", each query has its best class only.
 */
export const pairsOf = (
  logits: Tensor,
  boxes: Tensor,
  manifest: Manifest,
  threshold: number,
): Candidate[] => {
  const { activation, offset } = manifest
  const { width, height } = manifest.input
  const { data } = boxes
  const found: Candidate[] = []
  const hit = (query: number, column: number, raw: number): void => {
    const [x, y] = [data[query * 4]! * width, data[query * 4 + 1]! * height]
    const [w, h] = [data[query * 4 + 2]! * width, data[query * 4 + 3]! * height]
    found.push(centred(x, y, w, h, scoreOf(activation, raw), column - offset))
  }
  const matrix = matrixOf(logits)
  const limit = rawThreshold(activation, threshold)
  if (activation === 'softmax') bestOfRows({ ...probabilities(matrix), first: 0 }, limit, hit)
  else allOfRows({ ...matrix, first: 0 }, limit, hit)
  return found.toSorted((a, b) => b.score - a.score).slice(0, matrix.rows)
}

/** Each row's softmax without its last class. */
const probabilities = ({ data, rows, width }: Matrix): Matrix => {
  const result = new Float32Array(rows * (width - 1))
  for (let row = 0; row < rows; row++)
    result.set(softmax(data, row * width, width).subarray(0, width - 1), row * (width - 1))
  return { data: result, rows, width: width - 1 }
}
