import { nodeType } from '../nodes/registry.ts'
import type { Params } from './params.ts'
import { fillVariables } from './parse/placeholders.ts'
import type { NodeSpec, PipelineSpec } from './spec.ts'

type Env = Readonly<Record<string, string>>

const ofNode = (node: NodeSpec, env: Env): string[] =>
  Object.entries(((nodeType(node.type) ?? node.own)?.params ?? {}) as Params).flatMap(([name, param]) => {
    const given = param.type === 'model' ? (node.params[name] ?? param.default) : undefined
    if (given === undefined) return []
    const { value, missing } = fillVariables(given, env)
    return missing.length > 0 ? [] : [String(value).trim()]
  })

/**
 * The models that a pipeline names, each once, in the order of its nodes; those that a variable names which is not in
 * `env` (a secret, or one that is set later) are left out.
 */
export const modelNames = ({ nodes }: PipelineSpec, env: Env): string[] => [
  ...new Set(nodes.flatMap((node) => ofNode(node, env))),
]

/** Whether the value of a model parameter is the path of a file rather than a name. */
export const isModelPath = (value: string): boolean => /[/\\]|\.onnx$/i.test(value)
