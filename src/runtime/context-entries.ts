import { type Context, type KubernetesEntry, LOCAL } from './contexts.ts'
import { nearest } from './nearest.ts'
import { isName } from './records/names.ts'

const TEXTS = ['kubeconfig', 'kubeContext', 'namespace', 'mongodbUriEnv'] as const
const KEYS = ['kind', ...TEXTS]

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const problemIn = (name: string, entry: unknown): string | undefined => {
  if (!isName(name) || name === LOCAL.name) return `"${name}" is no name for a context of one's own`
  if (!isMapping(entry)) return `contexts.${name} is not a mapping`
  const odd = Object.keys(entry).find((key) => !KEYS.includes(key))
  const near = odd === undefined ? undefined : nearest(odd, KEYS)
  if (odd !== undefined)
    return `"contexts.${name}.${odd}" is no setting${near ? `; did you mean "${near}"?` : ''}`
  if (entry.kind !== 'kubernetes') return `contexts.${name}.kind must be "kubernetes"`
  if (entry.namespace === undefined) return `contexts.${name}.namespace is missing`
  const wrong = TEXTS.find((key) => key in entry && (typeof entry[key] !== 'string' || entry[key] === ''))
  return wrong === undefined ? undefined : `contexts.${name}.${wrong} must be a text that is not empty`
}

/** What is wrong with the config file's `contexts`, in words; undefined when nothing is. */
export const problemInContexts = (contexts: unknown): string | undefined => {
  if (!isMapping(contexts)) return '"contexts" is not a mapping of names'
  for (const [name, entry] of Object.entries(contexts)) {
    const problem = problemIn(name, entry)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** All contexts: that of this machine, then those of the config file by name. */
export const contextsOf = (entries: Readonly<Record<string, KubernetesEntry>> = {}): Context[] => [
  LOCAL,
  ...Object.entries(entries)
    .map(([name, entry]) => ({ name, ...entry }))
    .sort((a, b) => a.name.localeCompare(b.name)),
]
