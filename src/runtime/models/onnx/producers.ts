import type { GraphNode } from './node-list.ts'

const STEPS = 3
/** Nodes looked at for one output; enough for the heads of all known detectors. */
const MAX_NODES = 64

/** Operators that only move, cast or pack values, so that what is behind them decides; they count as no step. */
const PASSING = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Transpose',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Concat',
  'Slice',
  'Split',
  'Gather',
  'QuantizeLinear',
  'DequantizeLinear',
])

/** Operator types that lead to an output, the nearest first: its producer, and theirs up to three steps. */
export const producersOf = (output: string, by: ReadonlyMap<string, GraphNode>): string[] => {
  const types: string[] = []
  const seen = new Set<GraphNode>()
  const queue = [{ value: output, steps: 0 }]
  for (let next = queue.shift(); next !== undefined && seen.size < MAX_NODES; next = queue.shift()) {
    const node = by.get(next.value)
    if (node === undefined || seen.has(node)) continue
    seen.add(node)
    if (node.type !== 'Constant') types.push(node.type)
    const steps = PASSING.has(node.type) ? next.steps : next.steps + 1
    if (steps <= STEPS) queue.push(...node.inputs.map((value) => ({ value, steps })))
  }
  return types
}
