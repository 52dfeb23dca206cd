import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { ParamValue, PipelineIssue, Place } from '../spec.ts'
import { type Draft, type DraftNode, freeId, issue, near } from './draft.ts'
import { createPlaces } from './places.ts'

const TOP = ['name', 'description', 'params', 'nodes']
const NODE = ['id', 'type', 'params', 'from']
const PARAM = ['default', 'summary']
const START: Place = { line: 1, column: 1 }

interface Reader {
  readonly issues: PipelineIssue[]
  placeOf(node: unknown, otherwise: Place): Place
}

interface Entry {
  readonly at: Place
  readonly value: unknown
  readonly valueAt: Place
}

const scalar = (node: unknown): ParamValue | undefined => {
  const value: unknown = isScalar(node) ? node.value : undefined
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

/** The entries of a map by key, in order. */
const entries = (reader: Reader, map: YAMLMap, at: Place): Map<string, Entry> =>
  new Map(
    map.items.map((pair: Pair) => {
      const key = reader.placeOf(pair.key, at)
      return [
        String(scalar(pair.key) ?? ''),
        { at: key, value: pair.value, valueAt: reader.placeOf(pair.value, key) },
      ]
    }),
  )

const onlyKnown = (
  reader: Reader,
  found: Map<string, Entry>,
  known: readonly string[],
  path: string,
): void => {
  for (const [key, { at }] of found) {
    if (known.includes(key)) continue
    const message = `${path || 'a pipeline'} has no key ${key || '(empty)'}; it has ${known.join(', ')}`
    reader.issues.push(issue('UNKNOWN_KEY', at, message, path, near(key, known)))
  }
}

const paramValue = (node: unknown): ParamValue | undefined => {
  if (!isSeq(node)) return scalar(node)
  const items = node.items.map(scalar)
  return items.every((item) => item !== undefined) ? items.map(String) : undefined
}

/** `params:` of the file: a default by name, or `{default, summary}`; null or no default has to be given. */
const readDefaults = (reader: Reader, top: Entry | undefined): Map<string, ParamValue | undefined> => {
  const defaults = new Map<string, ParamValue | undefined>()
  if (!top) return defaults
  if (!isMap(top.value)) {
    reader.issues.push(issue('SYNTAX', top.valueAt, 'params is not a map of names to defaults', 'params'))
    return defaults
  }
  for (const [name, { value, at }] of entries(reader, top.value, top.valueAt)) {
    if (!isMap(value)) {
      defaults.set(name, paramValue(value))
      continue
    }
    const inner = entries(reader, value, at)
    onlyKnown(reader, inner, PARAM, `params.${name}`)
    defaults.set(name, paramValue(inner.get('default')?.value))
  }
  return defaults
}

const readParams = (reader: Reader, entry: Entry | undefined, path: string): DraftNode['params'] => {
  if (!entry || (isScalar(entry.value) && entry.value.value === null)) return []
  if (!isMap(entry.value)) {
    reader.issues.push(
      issue('SYNTAX', entry.valueAt, 'params is not a map of names to values', `${path}.params`),
    )
    return []
  }
  return [...entries(reader, entry.value, entry.valueAt)].flatMap(([name, { at, value, valueAt }]) => {
    const given = paramValue(value)
    if (given !== undefined) return [{ name, at, value: given, valueAt }]
    const message = `${name} has no value, or one that is not plain`
    reader.issues.push(issue('BAD_VALUE', valueAt, message, `${path}.params.${name}`))
    return []
  })
}

const readFrom = (reader: Reader, entry: Entry, path: string): { id: string; at: Place }[] => {
  const items = isSeq(entry.value) ? entry.value.items : [entry.value]
  return items.flatMap((item) => {
    const id = scalar(item)
    const at = reader.placeOf(item, entry.valueAt)
    if (id !== undefined) return [{ id: String(id), at }]
    reader.issues.push(issue('SYNTAX', at, 'from is not an id or a list of ids', `${path}.from`))
    return []
  })
}

const readNode = (
  reader: Reader,
  item: unknown,
  index: number,
  state: { taken: Set<string>; before: DraftNode | undefined; at: Place },
): DraftNode | undefined => {
  const path = `nodes[${index}]`
  const at = reader.placeOf(item, state.at)
  const previous = state.before ? [{ id: state.before.id, at }] : []
  const plain = scalar(item)
  if (typeof plain === 'string') {
    const id = freeId(plain, state.taken)
    return { id, named: false, idAt: at, type: plain, typeAt: at, params: [], from: previous }
  }
  if (!isMap(item)) {
    reader.issues.push(
      issue('SYNTAX', at, 'a node is the name of a type, or a map with type, id, params, from', path),
    )
    return undefined
  }
  const found = entries(reader, item, at)
  onlyKnown(reader, found, NODE, path)
  const type = scalar(found.get('type')?.value)
  if (type === undefined) {
    reader.issues.push(issue('MISSING_TYPE', at, 'the node has no type', path))
    return undefined
  }
  const given = scalar(found.get('id')?.value)
  const from = found.get('from')
  return {
    id: given === undefined ? freeId(String(type), state.taken) : String(given),
    named: given !== undefined,
    idAt: found.get('id')?.valueAt ?? at,
    type: String(type),
    typeAt: found.get('type')?.valueAt ?? at,
    params: readParams(reader, found.get('params'), path),
    from: from ? readFrom(reader, from, path) : previous,
  }
}

const explicitIds = (reader: Reader, items: readonly unknown[]): Set<string> =>
  new Set(
    items.flatMap((item) => {
      const id = isMap(item) ? scalar(entries(reader, item, START).get('id')?.value) : undefined
      return id === undefined ? [] : [String(id)]
    }),
  )

const readNodes = (reader: Reader, top: Entry | undefined): DraftNode[] => {
  if (!isSeq(top?.value) || top.value.items.length === 0) {
    reader.issues.push(
      issue('EMPTY', top?.valueAt ?? START, 'nodes is not a list with at least one node', 'nodes'),
    )
    return []
  }
  const state = {
    taken: explicitIds(reader, top.value.items),
    before: undefined as DraftNode | undefined,
    at: top.valueAt,
  }
  return top.value.items.flatMap((item, index) => {
    const node = readNode(reader, item, index, state)
    state.before = node ?? state.before
    return node ? [node] : []
  })
}

/**
 * Reads `{name?, description?, params?, nodes: [{type, id?, params?, from?}]}` from YAML or JSON.
 * A node without `from` takes from the one before it; `from: []` takes from the source that the stream brings.
 */
export const parseYaml = (text: string): Draft => {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true })
  // The library's own line counter misses lines behind some errors.
  const placeAt = createPlaces(text)
  const issues = document.errors.map((error) => issue('SYNTAX', placeAt(error.pos[0]), error.message))
  const reader: Reader = {
    issues,
    placeOf: (node, otherwise) => {
      const range = (node as { range?: readonly number[] | null } | null)?.range
      return range ? placeAt(range[0] ?? 0) : otherwise
    },
  }
  if (!isMap(document.contents)) {
    if (issues.length === 0)
      issues.push(issue('EMPTY', START, 'the file holds no pipeline: a map with nodes is wanted'))
    return { name: '', description: '', nodes: [], defaults: new Map(), issues }
  }
  const top = entries(reader, document.contents, START)
  onlyKnown(reader, top, TOP, '')
  const said = (key: string): string => String(scalar(top.get(key)?.value) ?? '')
  const defaults = readDefaults(reader, top.get('params'))
  return {
    name: said('name'),
    description: said('description'),
    nodes: readNodes(reader, top.get('nodes')),
    defaults,
    issues,
  }
}
