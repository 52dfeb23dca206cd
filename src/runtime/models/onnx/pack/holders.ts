/** Messages of onnx.proto in which tensors are, at whatever depth. */
export type Holder = 'model' | 'function' | 'graph' | 'node' | 'attribute' | 'sparse'

/**
 * What the fields of each hold, by their number (https://github.com/onnx/onnx, Apache-2.0, onnx/onnx.proto). What a
 * model brings for its training is left out: nothing here runs that.
 */
export const HOLDS: Readonly<Record<Holder, Readonly<Record<number, Holder | 'tensor'>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
}
