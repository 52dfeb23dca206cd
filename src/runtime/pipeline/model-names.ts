import { modelUses, paramsOf } from './check/model-uses.ts'
import { fillVariables } from './parse/placeholders.ts'
import type { PipelineSpec } from './spec.ts'

type Env = Readonly<Record<string, string>>

/** The models that a pipeline names, each once, in the order of its nodes; left out as in {@link modelUses}. */
export const modelNames = (pipeline: PipelineSpec, env: Env): string[] => [
  ...new Set(modelUses(pipeline, env).map(({ name }) => name)),
]

/** The first node whose model a variable names that is not in `env`; undefined where there is none. */
export const unnamedModel = (
  { nodes }: PipelineSpec,
  env: Env,
): { readonly node: string; readonly variable: string } | undefined => {
  for (const node of nodes)
    for (const [name, about] of paramsOf(node)) {
      const given = about.type === 'model' ? (node.params[name] ?? about.default) : undefined
      const variable = given === undefined ? undefined : fillVariables(given, env).missing[0]
      if (variable !== undefined) return { node: node.id, variable }
    }
  return undefined
}

/** Whether the value of a model parameter is the path of a file rather than a name. */
export const isModelPath = (value: string): boolean => /[/\\]|\.onnx$/i.test(value)
