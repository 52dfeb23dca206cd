import type { Graph, ValueInfo } from '../onnx/graph.ts'

/** `images float 1x3x?x640` */
export const valueText = ({ name, type, shape }: ValueInfo): string =>
  `${name} ${type} ${shape.map((dimension) => (typeof dimension === 'number' ? dimension : '?')).join('x') || 'scalar'}`

const MOST = 12

const listText = (values: readonly ValueInfo[]): string => {
  const more = values.length > MOST ? `, and ${values.length - MOST} more` : ''
  return `${values.slice(0, MOST).map(valueText).join(', ')}${more}`
}

/** Inputs and outputs for people, one line each. */
export const graphText = ({ inputs, outputs }: Graph): string =>
  `inputs: ${listText(inputs)}\noutputs: ${listText(outputs)}`
