import type { Graph } from '../../onnx/graph.ts'
import type { Family, Reading } from '../family.ts'
import { namesInMetadata } from './class-names.ts'

type Draft = Reading['manifest']

/** A manifest with what most families share: no activation, no offset, names from the metadata. */
export const draft = (
  { name, task }: Pick<Family, 'name' | 'task'>,
  graph: Graph,
  rest: Pick<Draft, 'input' | 'outputs' | 'thresholds'> & Partial<Draft>,
): Draft => ({
  family: name,
  task,
  activation: 'none',
  classes: namesInMetadata(graph),
  offset: 0,
  ...rest,
})

/** Whether so many classes agree with the names in the metadata; where either is unknown, they do. */
export const agreesWithNames = (graph: Graph, classes: number | undefined): boolean => {
  const names = namesInMetadata(graph).length
  return names === 0 || classes === undefined || classes === names
}
