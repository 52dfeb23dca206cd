import type { Manifest } from '../../models/manifest.ts'
import { nodeType } from '../../nodes/registry.ts'
import { valuesOf } from '../engine/values.ts'
import type { NodeSpec, PipelineSpec } from '../spec.ts'
import { type ModelUse, modelsOf, paramsOf } from './model-uses.ts'

type Env = Readonly<Record<string, string>>
type ManifestOf = (name: string) => Pick<Manifest, 'task' | 'classes'> | undefined

/** Undefined where it cannot be told. */
type Classes = ReadonlySet<string> | undefined

const NONE: Classes = new Set()

/** Of a model and its node, those that it looks for; without names they are numbered, and may be any. */
const ofModel = ({ name, classes }: ModelUse, manifestOf: ManifestOf): Classes => {
  const known = manifestOf(name)?.classes ?? []
  if (known.length === 0) return undefined
  return new Set(classes.length > 0 ? classes.flatMap(({ names }) => names) : known)
}

const join = (all: readonly Classes[]): Classes => {
  const sure = all.flatMap((classes) => (classes ? [classes] : []))
  return sure.length < all.length ? undefined : new Set(sure.flatMap((classes) => [...classes]))
}

/** What a node adds by itself to what it is given. */
const addedBy = (node: NodeSpec, env: Env, manifestOf: ManifestOf): Classes => {
  const type = nodeType(node.type)
  if (type === undefined) return undefined
  if (paramsOf(node).some(([, { type: kind }]) => kind === 'model'))
    return join(orUnknown(modelsOf(node, env).map((use) => ofModel(use, manifestOf))))
  if (!type.gives.includes('detections')) return NONE
  try {
    return type.classes && new Set(type.classes(valuesOf(node, type, env) as never))
  } catch {
    // A variable that is set later.
    return undefined
  }
}

/** A model that a variable names which is set later can be any. */
const orUnknown = (classes: readonly Classes[]): readonly Classes[] =>
  classes.length === 0 ? [undefined] : classes

/**
 * The classes that what reaches each node can be of, by the nodes' ids: more than there will be rather than less.
 * Undefined where a model or a node of a container's own may give any.
 */
export const classesBefore = (
  { nodes }: PipelineSpec,
  env: Env,
  manifestOf: ManifestOf,
): ReadonlyMap<string, Classes> => {
  const before = new Map<string, Classes>()
  const behind = new Map<string, Classes>()
  for (const node of nodes) {
    const given = join(node.from.map((id) => behind.get(id)))
    before.set(node.id, given)
    behind.set(node.id, join([given, addedBy(node, env, manifestOf)]))
  }
  return before
}
