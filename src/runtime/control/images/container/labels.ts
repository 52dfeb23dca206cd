import { checkPipeline, pipelineInvalid } from '../../../pipeline/check.ts'
import type { PipelineSpec } from '../../../pipeline/spec.ts'
import type { Wire } from '../../../records/types.ts'

/** Says which wire the program speaks; without it the original one. */
export const WIRE_LABEL = 'gaze.dev/wire'
/** The pipeline, as JSON, of an image of the stock runtime: its pods are pods of ours. */
export const PIPELINE_LABEL = 'gaze.dev/pipeline'

type Labels = Readonly<Record<string, string>>

export const wireOf = (labels: Labels): Wire => (labels[WIRE_LABEL] === 'v1' ? 'v1' : 'v0')

/** @throws GazeError PIPELINE_INVALID */
export const pipelineOf = (labels: Labels): PipelineSpec | undefined => {
  const text = labels[PIPELINE_LABEL]
  if (text === undefined) return undefined
  const { spec, issues } = checkPipeline({ text, format: 'yaml' })
  if (issues.length > 0) throw pipelineInvalid(issues)
  return spec
}
