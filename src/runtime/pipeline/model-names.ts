import { nodeType } from '../nodes/registry.ts'
import type { Params } from './params.ts'
import { fillVariables } from './parse/placeholders.ts'
import type { NodeSpec, PipelineSpec } from './spec.ts'

type Env = Readonly<Record<string, string>>

/** What a node's parameter says of a model. */
interface Named {
  readonly node: string
  readonly name: string
  /** Variables in `name` that are not set. */
  readonly missing: readonly string[]
}

const ofNode = (node: NodeSpec, env: Env): Named[] =>
  Object.entries(((nodeType(node.type) ?? node.own)?.params ?? {}) as Params).flatMap(([key, param]) => {
    const given = param.type === 'model' ? (node.params[key] ?? param.default) : undefined
    if (given === undefined) return []
    const { value, missing } = fillVariables(given, env)
    return [{ node: node.id, name: String(value).trim(), missing }]
  })

/**
 * The models that a pipeline names, each once, in the order of its nodes; those that a variable names which is not in
 * `env` (a secret, or one that is set later) are left out.
 */
export const modelNames = ({ nodes }: PipelineSpec, env: Env): string[] => {
  const named = nodes.flatMap((node) => ofNode(node, env))
  return [...new Set(named.filter(({ missing }) => missing.length === 0).map(({ name }) => name))]
}

/** The first node whose model a variable names that is not in `env`; undefined where there is none. */
export const unnamedModel = (
  { nodes }: PipelineSpec,
  env: Env,
): { readonly node: string; readonly variable: string } | undefined => {
  for (const { node, missing } of nodes.flatMap((each) => ofNode(each, env)))
    if (missing[0] !== undefined) return { node, variable: missing[0] }
  return undefined
}

/** Whether the value of a model parameter is the path of a file rather than a name. */
export const isModelPath = (value: string): boolean => /[/\\]|\.onnx$/i.test(value)
