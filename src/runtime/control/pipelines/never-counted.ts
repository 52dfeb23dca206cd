import type { ModelFile } from '../../models/model-file.ts'
import { neverGiven } from '../../pipeline/check/misfits.ts'
import { classLists } from '../../pipeline/check/model-uses.ts'
import { modelNames } from '../../pipeline/model-names.ts'
import type { PipelineSpec } from '../../pipeline/spec.ts'

type Env = Readonly<Record<string, string>>
type FindModel = (name: string) => Promise<ModelFile>

/** Finds each model once. */
export const findOnce = (find: FindModel): FindModel => {
  const found = new Map<string, Promise<ModelFile>>()
  return (name) => {
    const model = found.get(name) ?? find(name)
    found.set(name, model)
    return model
  }
}

/** What nodes count that will never come, in words; a model that cannot be had is told of by its node. */
export const neverCounted = async (spec: PipelineSpec, env: Env, find: FindModel): Promise<string[]> => {
  if (!spec.nodes.some((node) => classLists(node, env, 'things').length > 0)) return []
  const models = new Map<string, ModelFile | undefined>()
  for (const name of modelNames(spec, env)) models.set(name, await find(name).catch(() => undefined))
  return neverGiven(spec, env, (name) => models.get(name)?.manifest).map(
    ({ node, message, why }) => `node ${node}: ${message}: ${why}`,
  )
}
