import { GazeError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { nodeType, nodeTypes } from '../nodes/registry.ts'
import type { Kind } from '../pipeline/item.ts'
import type { AnyType } from '../pipeline/node.ts'
import type { Param, Params } from '../pipeline/params.ts'

/** A building block as `gaze node list --json` prints it. */
export interface NodeSummary {
  readonly name: string
  readonly kind: 'source' | 'node' | 'sink'
  readonly takes: readonly Kind[]
  readonly gives: readonly Kind[]
  readonly memory: boolean
  readonly summary: string
}

/** One parameter; what does not apply to its type is absent. */
export interface ParamSummary {
  readonly name: string
  readonly type: Param['type']
  readonly unit?: string
  readonly min?: number | string
  readonly max?: number | string
  readonly values?: readonly string[]
  readonly default?: string | number | boolean
  readonly required: boolean
  readonly positional: boolean
  readonly summary: string
}

const summarize = (type: AnyType): NodeSummary => ({
  name: type.name,
  kind: type.source ? 'source' : type.sink ? 'sink' : 'node',
  takes: type.takes,
  gives: type.gives,
  memory: type.memory,
  summary: type.summary,
})

const summarizeParam = ([name, param]: [string, Param]): ParamSummary => {
  const { type, summary, required = false, positional = false } = param
  return {
    name,
    type,
    ...('unit' in param && { unit: param.unit }),
    ...('min' in param && { min: param.min }),
    ...('max' in param && { max: param.max }),
    ...('values' in param && { values: param.values }),
    ...(param.default !== undefined && { default: param.default }),
    required,
    positional,
    summary,
  }
}

/** All building blocks: sources, analysis, sinks. */
export const listNodes = (): NodeSummary[] => nodeTypes.map(summarize)

/** One of them with its parameters. @throws GazeError NODE_NOT_FOUND with the nearest name. */
export const showNode = (name: string): NodeSummary & { readonly params: readonly ParamSummary[] } => {
  const type = nodeType(name)
  if (type) return { ...summarize(type), params: Object.entries(type.params as Params).map(summarizeParam) }
  const near = nearest(
    name,
    nodeTypes.map((each) => each.name),
  )
  throw new GazeError('NODE_NOT_FOUND', `There is no node "${name}"`, {
    hint: near === undefined ? 'gaze node list shows what there is' : `gaze node show ${near}`,
    details: { name, ...(near === undefined ? {} : { suggestion: near }) },
  })
}

/** `1 to 255 grey levels`, `centre|bottom`, or empty. */
export const rangeText = ({ min, max, unit = '', values }: ParamSummary): string => {
  if (values) return values.join('|')
  const least = min === undefined ? '' : max === undefined ? `from ${min}` : String(min)
  const most = max === undefined ? '' : min === undefined ? `to ${max}` : `to ${max}`
  return [least, most, unit].filter((part) => part !== '').join(' ')
}
