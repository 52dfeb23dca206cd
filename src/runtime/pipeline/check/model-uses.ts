import type { Task } from '../../models/manifest.ts'
import { nodeType } from '../../nodes/registry.ts'
import type { Params } from '../params.ts'
import { fillVariables } from '../parse/placeholders.ts'
import type { NodeSpec, ParamValue, PipelineSpec } from '../spec.ts'

type Env = Readonly<Record<string, string>>

/** What a node asks of a model. */
export interface ModelUse {
  readonly name: string
  /** Id of the node, and its parameter. */
  readonly node: string
  readonly param: string
  /** Undefined where a container's own node does not say. */
  readonly task: Task | undefined
  /** Classes of the model that the node names, and the parameter where it does. */
  readonly classes: readonly ClassList[]
}

/** Undefined where a variable is not known. */
const textOf = (value: ParamValue | undefined, env: Env): string | undefined => {
  if (value === undefined) return undefined
  const filled = fillVariables(value, env)
  return filled.missing.length > 0 ? undefined : String(filled.value).trim()
}

/** What the type of a node, or a container's own node, takes. */
export const paramsOf = ({ type, own }: NodeSpec) =>
  Object.entries(((nodeType(type) ?? own)?.params ?? {}) as Params)

/** Names of classes that a node's parameter lists. */
export interface ClassList {
  readonly param: string
  readonly names: readonly string[]
}

/** The lists of classes that a node has: those of its model, or those of what it is given. */
export const classLists = (node: NodeSpec, env: Env, of: 'model' | 'things'): ClassList[] =>
  paramsOf(node).flatMap(([param, about]) => {
    const text = about.type === 'list' && about.classesOf === of ? textOf(node.params[param], env) : undefined
    return text === undefined ? [] : [{ param, names: text.split(',').map((name) => name.trim()) }]
  })

/** What one node asks of models, as {@link modelUses}. */
export const modelsOf = (node: NodeSpec, env: Env): ModelUse[] => {
  const { id, params } = node
  const classes = classLists(node, env, 'model')
  return paramsOf(node).flatMap(([param, about]) => {
    const name = about.type === 'model' ? textOf(params[param] ?? about.default, env) : undefined
    if (name === undefined || about.type !== 'model') return []
    return [{ name, node: id, param, task: about.task, classes }]
  })
}

/**
 * What the nodes of a pipeline ask of models, in their order; models and classes that a variable names which is not in
 * `env` (a secret, or one that is set later) are left out.
 */
export const modelUses = ({ nodes }: PipelineSpec, env: Env): ModelUse[] =>
  nodes.flatMap((node) => modelsOf(node, env))
