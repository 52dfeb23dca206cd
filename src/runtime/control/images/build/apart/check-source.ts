import { factsOf } from '../../../../nodes/own/facts.ts'
import { loadOwnNodes } from '../../../../nodes/own/load.ts'
import type { LoadLimit } from '../../../../nodes/own/import-within.ts'
import { nodeTypes } from '../../../../nodes/registry.ts'
import { checkPipeline, pipelineInvalid } from '../../../../pipeline/check.ts'
import type { NodeFacts, PipelineSpec } from '../../../../pipeline/spec.ts'

/** A pipeline without mistakes. */
export interface Checked {
  readonly spec: PipelineSpec
  readonly name: string
  readonly description: string
  readonly nodes: readonly NodeFacts[]
}

/** @param nodesDir Of modules, which are run here. @throws GazeError FILE_INVALID, PIPELINE_INVALID */
export const checkSource = async (
  text: string,
  nodesDir: string | undefined,
  limit: LoadLimit,
): Promise<Checked> => {
  const own = nodesDir === undefined ? [] : await loadOwnNodes(nodesDir, limit)
  const { spec, issues, name, description } = checkPipeline({ text, format: 'yaml' }, [...nodeTypes, ...own])
  if (issues.length > 0) throw pipelineInvalid(issues)
  return { spec, name, description, nodes: own.map((type) => factsOf(type.name, type)) }
}
