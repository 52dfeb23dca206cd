import { GazeError } from '../../../errors.ts'
import { asType, factsOf, withOwn } from '../../../nodes/own/facts.ts'
import { nodeTypes } from '../../../nodes/registry.ts'
import { checkPipeline, pipelineInvalid } from '../../../pipeline/check.ts'
import type { NodeFacts, PipelineSpec } from '../../../pipeline/spec.ts'
import type { Wire } from '../../../records/types.ts'

/** Says which wire the program speaks; without it the original one. */
export const WIRE_LABEL = 'gaze.dev/wire'
/** The pipeline, as JSON, of an image of the stock runtime: its pods are pods of ours. */
export const PIPELINE_LABEL = 'gaze.dev/pipeline'

/** What is known of the nodes that the image brings along, as JSON. */
export const NODES_LABEL = 'gaze.dev/nodes'

type Labels = Readonly<Record<string, string>>

export const wireOf = (labels: Labels): Wire => (labels[WIRE_LABEL] === 'v1' ? 'v1' : 'v0')

const ownNodes = (labels: Labels): NodeFacts[] => {
  const where = `The label ${NODES_LABEL}`
  try {
    const listed: unknown = JSON.parse(labels[NODES_LABEL] ?? '[]')
    return Array.isArray(listed) ? listed.map((each) => factsOf(where, each)) : []
  } catch (error) {
    if (error instanceof GazeError) throw error
    throw new GazeError('FILE_INVALID', `${where} is not JSON`, {
      hint: 'gaze image build writes it',
      cause: error,
    })
  }
}

/** @throws GazeError PIPELINE_INVALID, FILE_INVALID */
export const pipelineOf = (labels: Labels): PipelineSpec | undefined => {
  const text = labels[PIPELINE_LABEL]
  if (text === undefined) return undefined
  const own = ownNodes(labels)
  const { spec, issues } = checkPipeline({ text, format: 'yaml' }, [...nodeTypes, ...own.map(asType)])
  if (issues.length > 0) throw pipelineInvalid(issues)
  return withOwn(spec, own)
}
