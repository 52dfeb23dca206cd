import type { ParamValue, PipelineIssue } from '../spec.ts'
import { type Draft, type DraftParam, issue, near } from './draft.ts'

const PLACEHOLDER = /\$\{([A-Za-z_][\w-]*)\}/g
/** Names in capitals are variables of the environment, known only when the pipeline is opened. */
const isVariable = (name: string): boolean => /^[A-Z_][A-Z0-9_]*$/.test(name)

export const hasVariable = (value: ParamValue): boolean =>
  typeof value === 'string' && value.search(PLACEHOLDER) >= 0

/** What would end the user or password of a URL (RFC 3986, 3.2.1); what has none of it is as its user wrote it. */
const NEEDS_ENCODING = /[\s@/?#:[\]\\]/

const isInUserinfo = (before: string, after: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*$/i.test(before) && /^[^/?#]*@/.test(after)

const inUrl = (text: string): string => (NEEDS_ENCODING.test(text) ? encodeURIComponent(text) : text)

/** Puts in variables, those that are a URL's user or password percent-encoded where they need it; `missing` names those that are not set. */
export const fillVariables = (
  value: ParamValue,
  env: Readonly<Record<string, string>>,
): { value: ParamValue; missing: string[] } => {
  if (typeof value !== 'string') return { value, missing: [] }
  const missing: string[] = []
  const filled = value.replace(PLACEHOLDER, (whole, name: string, at: number) => {
    const found = env[name]
    if (found === undefined) missing.push(name)
    const isPart = isInUserinfo(value.slice(0, at), value.slice(at + whole.length))
    return isPart && found !== undefined ? inUrl(found) : (found ?? whole)
  })
  return { value: filled, missing }
}

/** Puts the pipeline's own parameters into those of its nodes; a value that is one placeholder keeps its type. */
export const fillPlaceholders = (draft: Draft, given: Readonly<Record<string, string>>): Draft => {
  const issues: PipelineIssue[] = [...draft.issues]
  const values = new Map<string, ParamValue | undefined>([...draft.defaults, ...Object.entries(given)])
  const fill = (param: DraftParam, path: string): DraftParam => {
    if (typeof param.value !== 'string') return param
    const lookup = (name: string): ParamValue | undefined => {
      const value = values.get(name)
      if (value !== undefined || isVariable(name)) return value
      const message = values.has(name)
        ? `the parameter ${name} has no default and was not given; give --param ${name}=VALUE`
        : `the pipeline has no parameter ${name}`
      const suggestion = values.has(name) ? '' : near(name, values.keys())
      issues.push(issue('UNKNOWN_PLACEHOLDER', param.valueAt, message, path, suggestion))
      return undefined
    }
    const single = /^\$\{([A-Za-z_][\w-]*)\}$/.exec(param.value)
    if (single) return { ...param, value: lookup(single[1]!) ?? param.value }
    return {
      ...param,
      value: param.value.replace(PLACEHOLDER, (whole, name: string) => String(lookup(name) ?? whole)),
    }
  }
  const nodes = draft.nodes.map((node, index) => ({
    ...node,
    params: node.params.map((param) =>
      fill(param, `nodes[${index}].params${param.name && `.${param.name}`}`),
    ),
  }))
  return { ...draft, nodes, issues }
}
