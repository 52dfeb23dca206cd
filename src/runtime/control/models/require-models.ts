import { GazeError } from '../../errors.ts'
import { type PipelineMisfit, pipelineMisfits } from '../../pipeline/check/misfits.ts'
import { isModelPath, modelNames, unnamedModel } from '../../pipeline/model-names.ts'
import type { PipelineSpec } from '../../pipeline/spec.ts'
import type { Records } from '../../records/store.ts'
import { suggestName } from '../../records/names.ts'
import { nameOfFile } from '../images/read-pipeline-file.ts'
import { missingModel } from '../not-found.ts'

const noPath = (path: string): GazeError => {
  const name = suggestName(nameOfFile(path)) ?? 'NAME'
  return new GazeError('USAGE', `The pipeline names a model by a path: ${path}`, {
    why: 'Its pods may run where that file is not; only gaze pipeline run takes paths',
    hint: `gaze model add ${path} --name ${name}, then write model=${name}`,
    details: { path, name },
  })
}

const misfit = (found: readonly PipelineMisfit[]): GazeError => {
  const [first] = found as [PipelineMisfit, ...PipelineMisfit[]]
  const several = found.length > 1
  const lines = found.map(({ node, message }) => `node ${node}: ${message}`)
  return new GazeError(
    'PIPELINE_INVALID',
    several ? `The pipeline asks for ${found.length} things that cannot be` : lines[0]!,
    {
      ...(several ? { why: lines.join('\n') } : first.why !== undefined && { why: first.why }),
      hint: first.hint,
      details: {
        errors: found.map(({ code, node, param, message, suggestion }) => ({
          ...{ code, message, path: `${node}.${param}`, suggestion },
        })),
      },
    },
  )
}

/**
 * Makes sure that the context has every model that a pipeline names, and that these can do what its nodes ask of them;
 * and that what nodes count can come.
 * @param env Variables of the image and its stream; a model that another variable names is not looked for.
 * @throws GazeError MODEL_NOT_FOUND, PIPELINE_INVALID (another task, no such class, a class that nothing gives), each with the nearest name; USAGE for a path
 */
export const requireModels = async (
  records: Pick<Records, 'models'>,
  pipeline: PipelineSpec | undefined,
  env: Readonly<Record<string, string>>,
): Promise<void> => {
  if (pipeline === undefined) return
  const wanted = modelNames(pipeline, env)
  const path = wanted.find(isModelPath)
  if (path !== undefined) throw noPath(path)
  const there = wanted.length === 0 ? [] : await records.models.list()
  const known = new Map(there.map(({ name, manifest }) => [name, manifest]))
  const missing = wanted.find((name) => !known.has(name))
  if (missing !== undefined) throw missingModel(missing, [...known.keys()])
  const found = pipelineMisfits(pipeline, env, (name) => known.get(name))
  if (found.length > 0) throw misfit(found)
}

/**
 * Makes sure that a stream's pods will be told which models they need: those that its pipeline or its variables name.
 * @param env Variables of the image and the stream.
 * @param secretEnv Names of those whose values only the pods see.
 * @throws GazeError USAGE
 */
export const requireModelsNamed = (
  pipeline: PipelineSpec | undefined,
  env: Readonly<Record<string, string>>,
  secretEnv: readonly string[],
): void => {
  const found = pipeline === undefined ? undefined : unnamedModel(pipeline, env)
  if (found === undefined) return
  const { node, variable } = found
  const secret = secretEnv.includes(variable)
  throw new GazeError(
    'USAGE',
    secret
      ? `The secret ${variable} names the model of the node "${node}"`
      : `The variable ${variable}, which names the model of the node "${node}", is not set`,
    {
      why: secret
        ? 'Pods are given the models that can be read in the pipeline and its variables'
        : 'Neither the image nor the stream has it',
      hint: `${secret ? `--secret-env ${variable}- ` : ''}--env ${variable}=MODEL; gaze model list shows what there is`,
      details: { node, variable },
    },
  )
}
