import { classMisfits, type Misfit, strangers, taskMisfit } from '../../models/fits.ts'
import type { Manifest } from '../../models/manifest.ts'
import type { PipelineSpec } from '../spec.ts'
import { classesBefore } from './classes-before.ts'
import { classLists, type ModelUse, modelUses } from './model-uses.ts'

/** What a node asks of its model that this cannot do, or of what it is given; `param` is where it asks. */
export interface PipelineMisfit extends Misfit {
  readonly code: 'MODEL_MISFIT' | 'CLASS_NEVER_GIVEN'
  readonly node: string
  readonly param: string
}

type Env = Readonly<Record<string, string>>
type ManifestOf = (name: string) => Pick<Manifest, 'task' | 'classes'> | undefined

const ofModel = (
  { name, node, param, task, classes }: ModelUse,
  manifestOf: ManifestOf,
): PipelineMisfit[] => {
  const manifest = manifestOf(name)
  if (manifest === undefined) return []
  const model = { name, manifest }
  const other = task && taskMisfit(model, task)
  // Classes of a model that has to be another one say nothing.
  if (other) return [{ ...other, code: 'MODEL_MISFIT', node, param }]
  return classes.flatMap((list) =>
    classMisfits(model, list.names).map((misfit) => ({
      ...misfit,
      ...({ code: 'MODEL_MISFIT', node, param: list.param } as const),
    })),
  )
}

/**
 * Classes that a node counts and that nothing before it can give, where that is certain.
 * @param env Variables whose values are known.
 */
export const neverGiven = (pipeline: PipelineSpec, env: Env, manifestOf: ManifestOf): PipelineMisfit[] => {
  const before = classesBefore(pipeline, env, manifestOf)
  return pipeline.nodes.flatMap((node) => {
    const given = before.get(node.id)
    if (given === undefined || given.size === 0) return []
    return classLists(node, env, 'things').flatMap(({ param, names }) =>
      strangers(names, given).map((misfit) => ({
        ...misfit,
        ...({ code: 'CLASS_NEVER_GIVEN', node: node.id, param } as const),
      })),
    )
  })
}

/** @param manifestOf Undefined for a model that is not there, about which nothing is said. */
export const pipelineMisfits = (
  pipeline: PipelineSpec,
  env: Env,
  manifestOf: ManifestOf,
): PipelineMisfit[] => {
  const models = modelUses(pipeline, env).flatMap((use) => ofModel(use, manifestOf))
  // What a wrong model would give is not what will come.
  return models.length > 0 ? models : neverGiven(pipeline, env, manifestOf)
}
