import type { AnyType } from '../node.ts'
import { parseParam } from '../parse-param.ts'
import { type DraftNode, type DraftParam, issue, near } from '../parse/draft.ts'
import { hasVariable } from '../parse/placeholders.ts'
import type { Params } from '../params.ts'
import type { ParamValue, PipelineIssue, Place } from '../spec.ts'

/** Gives each value that was written without a name the next positional parameter's. */
const nameThem = (node: DraftNode, params: Params, path: string, issues: PipelineIssue[]): DraftParam[] => {
  const free = Object.keys(params).filter(
    (name) => params[name]!.positional && !node.params.some((param) => param.name === name),
  )
  return node.params.flatMap((param) => {
    if (param.name) return [param]
    const name = free.shift()
    if (name) return [{ ...param, name }]
    const message = `${node.type} takes no value without a name here: ${JSON.stringify(param.value)}; write name=value`
    const suggestion = near(String(param.value), Object.keys(params))
    issues.push(issue('UNKNOWN_PARAMETER', param.at, message, path, suggestion))
    return []
  })
}

const absent = (node: DraftNode, type: AnyType, given: ReadonlySet<string>, path: string): PipelineIssue[] =>
  Object.entries(type.params as Params)
    .filter(([name, param]) => param.required && param.default === undefined && !given.has(name))
    .map(([name, { summary, type: kind }]) =>
      issue(
        'MISSING_PARAMETER',
        node.typeAt,
        `${node.type} needs ${name}: ${summary}`,
        `${path}.params.${name}`,
        kind === 'model' ? `${name}=NAME` : `${name}=`,
      ),
    )

const MOST_SHOWN = 200

const shortened = (text: string): string =>
  text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text

/** The parameters of one node as a spec holds them, where they are written, and everything that is wrong with them. */
export const checkParams = (
  node: DraftNode,
  type: AnyType,
  path: string,
): {
  params: Record<string, ParamValue>
  issues: PipelineIssue[]
  writtenAt: ReadonlyMap<string, Place>
} => {
  const known = type.params as Params
  const issues: PipelineIssue[] = []
  const params: Record<string, ParamValue> = {}
  const given = new Set<string>()
  const writtenAt = new Map<string, Place>()
  for (const { name, at, value, valueAt } of nameThem(node, known, path, issues)) {
    const where = `${path}.params.${name}`
    const param = Object.hasOwn(known, name) ? known[name] : undefined
    if (!param) {
      const message = `${node.type} has no parameter ${name}`
      issues.push(issue('UNKNOWN_PARAMETER', at, message, where, near(name, Object.keys(known))))
      continue
    }
    if (given.has(name)) {
      issues.push(issue('DUPLICATE_PARAMETER', at, `${name} is given twice`, where))
      continue
    }
    given.add(name)
    writtenAt.set(name, valueAt)
    if (hasVariable(value)) {
      params[name] = value
      continue
    }
    const parsed = parseParam(param, value)
    if (parsed.problem === undefined) params[name] = parsed.written
    else {
      const message = `${name}=${shortened(String(value))} ${parsed.problem}`
      issues.push(issue('BAD_VALUE', valueAt, message, where, parsed.suggestion))
    }
  }
  return { params, issues: [...issues, ...absent(node, type, given, path)], writtenAt }
}
