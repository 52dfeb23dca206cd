import { GazeError } from '../../errors.ts'
import type { AnyType } from '../node.ts'
import type { Params } from '../params.ts'
import { fillVariables } from '../parse/placeholders.ts'
import { parseParam } from '../parse-param.ts'
import type { NodeSpec } from '../spec.ts'

const invalid = (node: NodeSpec, message: string, hint: string): GazeError =>
  new GazeError('PIPELINE_INVALID', `${nodeTitle(node)}: ${message}`, { hint, details: { node: node.id } })

/** `node cam (file)`, or `node file` where the id says it already. */
export const nodeTitle = ({ id, type }: NodeSpec): string =>
  id === type ? `node ${id}` : `node ${id} (${type})`

/**
 * What a node's `open` gets: variables put in, values parsed, defaults added.
 * @throws GazeError PIPELINE_INVALID for a variable that is not set or a value that is wrong.
 */
export const valuesOf = (
  node: NodeSpec,
  type: AnyType,
  env: Readonly<Record<string, string>>,
): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  for (const [name, param] of Object.entries(type.params as Params)) {
    const given = node.params[name] ?? param.default
    if (given === undefined) {
      if (param.required) throw invalid(node, `${name} is missing`, `${name} is ${param.summary}`)
      continue
    }
    const { value, missing } = fillVariables(given, env)
    if (missing.length > 0) {
      const hint = 'set it with --env or --secret-env of the stream, or in the environment of pipeline run'
      throw invalid(node, `${name} needs the variable ${missing.join(', ')}, which is not set`, hint)
    }
    const parsed = parseParam(param, value)
    // The value is not repeated: it may come from a secret.
    if (parsed.problem !== undefined)
      throw invalid(node, `${name} ${parsed.problem}`, `gaze node show ${node.type}`)
    values[name] = parsed.value
  }
  return values
}
