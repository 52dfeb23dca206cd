import { nearest } from '../../../nearest.ts'
import type { Place } from '../../../pipeline/spec.ts'
import type { Field, Fields, IntegerField, PipelineText, TextField } from '../form.ts'
import type { Entry, Located, Nodes } from './yaml-nodes.ts'

/** Says that something is wrong at a place. */
export type Complain = (code: string, at: Place, message: string, path: string, suggestion?: string) => void

export interface ReadSpec {
  readonly values: Readonly<Record<string, unknown>>
  /** Where each value stands. */
  readonly places: ReadonlyMap<string, Place>
}

/** What a value should be, for messages; undefined from `read` means that it is not. */
interface Reading {
  readonly wanted: string
  read(nodes: Nodes, located: Located): unknown
}

const text: Reading = { wanted: 'a text', read: (nodes, located) => nodes.text(located) }

const texts = (nodes: Nodes, located: Located): string[] | undefined => {
  const found = nodes.items(located)?.map((item) => nodes.text(item))
  return found?.every((each) => each !== undefined) ? found : undefined
}

const map = (nodes: Nodes, located: Located): Record<string, string> | undefined => {
  const found = nodes.entries(located)?.map((entry) => [entry.key, nodes.text(entry)] as const)
  if (found === undefined || found.some(([, value]) => value === undefined)) return undefined
  return Object.fromEntries(found as readonly (readonly [string, string])[])
}

const pipeline = (nodes: Nodes, located: Located): PipelineText | undefined => {
  const statement = nodes.text(located)
  if (statement !== undefined) return { text: statement, format: 'statement' }
  if (nodes.entries(located) === undefined) return undefined
  const slice = nodes.slice(located)
  return slice === undefined
    ? { text: JSON.stringify(nodes.plain(located)), format: 'yaml' }
    : { ...slice, format: 'yaml' }
}

const oneOf = ({ values }: TextField): Reading => ({
  wanted: values === undefined ? text.wanted : `one of ${values.join(', ')}`,
  read: (nodes, located) => {
    const found = nodes.text(located)
    return found === undefined || values === undefined || values.includes(found) ? found : undefined
  },
})

const integer = ({ min, max }: IntegerField): Reading => ({
  wanted: `a whole number from ${min} to ${max}`,
  read: (nodes, located) => {
    const found = nodes.scalar(located)
    return typeof found === 'number' && Number.isInteger(found) && found >= min && found <= max
      ? found
      : undefined
  },
})

const readingOf = (field: Field): Reading => {
  switch (field.type) {
    case 'text':
      return oneOf(field)
    case 'integer':
      return integer(field)
    case 'boolean':
      return {
        wanted: 'true or false',
        read: (nodes, located) => {
          const found = nodes.scalar(located)
          return typeof found === 'boolean' ? found : undefined
        },
      }
    case 'texts':
      return { wanted: 'a list of texts', read: texts }
    case 'map':
      return { wanted: 'a map of names to texts', read: map }
    case 'command':
      return {
        wanted: 'a text or a list of texts',
        read: (nodes, located) => nodes.text(located) ?? texts(nodes, located),
      }
    case 'pipeline':
      return { wanted: 'a statement, or a map with nodes', read: pipeline }
  }
}

/** The entries that may be there, by key; the others are complained of with the nearest right word. */
export const knownEntries = (
  entries: readonly Entry[],
  known: readonly string[],
  where: string,
  path: string,
  complain: Complain,
): Map<string, Entry> => {
  const found = new Map<string, Entry>()
  for (const entry of entries) {
    if (known.includes(entry.key)) found.set(entry.key, entry)
    else {
      const message = `${where} has no field "${entry.key}"; it has ${known.join(', ')}`
      complain('UNKNOWN_FIELD', entry.keyAt, message, path, nearest(entry.key.slice(0, 64), known))
    }
  }
  return found
}

/** The fields of a spec that are there and are what they should be; null stands for absent. */
export const readFields = (
  nodes: Nodes,
  spec: Located,
  fields: Fields,
  kind: string,
  complain: Complain,
): ReadSpec => {
  const values: Record<string, unknown> = {}
  const places = new Map<string, Place>()
  const all = nodes.isNothing(spec) ? [] : nodes.entries(spec)
  if (all === undefined) {
    complain('BAD_VALUE', spec.at, 'spec is not a map of fields', 'spec')
    return { values, places }
  }
  const found = knownEntries(all, Object.keys(fields), `The spec of ${kind}`, 'spec', complain)
  for (const [name, field] of Object.entries(fields)) {
    const entry = found.get(name)
    if (entry === undefined || nodes.isNothing(entry)) {
      if (field.required)
        complain(
          'MISSING_FIELD',
          entry?.keyAt ?? spec.at,
          `${name} is missing: ${field.summary}`,
          `spec.${name}`,
        )
      continue
    }
    const { wanted, read } = readingOf(field)
    const value = read(nodes, entry)
    if (value === undefined) {
      const near = field.type === 'text' ? nearest(nodes.text(entry) ?? '', field.values ?? []) : undefined
      complain('BAD_VALUE', entry.at, `${name} is not ${wanted}`, `spec.${name}`, near)
      continue
    }
    values[name] = value
    places.set(name, entry.at)
  }
  return { values, places }
}
