import { type Document, parseAllDocuments } from 'yaml'
import { nearest } from '../../../nearest.ts'
import { createPlaces } from '../../../pipeline/parse/places.ts'
import type { Place } from '../../../pipeline/spec.ts'
import { checkName } from '../../../records/names.ts'
import { API_VERSION, type Fields, type ImageSpec, KINDS, type Kind, type StreamSpec } from '../form.ts'
import { type FileIssue, issueOf } from '../issues.ts'
import { type Complain, knownEntries, readFields } from './fields.ts'
import type { FileText } from './files.ts'
import { createNodes, type Entry, type Located, type Nodes } from './yaml-nodes.ts'

interface ObjectBase {
  readonly name: string
  readonly file: string
  /** Where relative paths in it begin. */
  readonly cwd: string
  readonly at: Place
  /** Where each field of the spec stands. */
  readonly places: ReadonlyMap<string, Place>
}
export interface ImageObject extends ObjectBase {
  readonly kind: 'Image'
  readonly spec: ImageSpec
}
export interface StreamObject extends ObjectBase {
  readonly kind: 'Stream'
  readonly spec: StreamSpec
}
/** One declared thing of a file. */
export type SiteObject = ImageObject | StreamObject

export interface ReadObjects {
  readonly objects: readonly SiteObject[]
  readonly issues: readonly FileIssue[]
}

const TOP = ['apiVersion', 'kind', 'metadata', 'spec']
const LIST = ['apiVersion', 'kind', 'metadata', 'items']
const METADATA = ['name']

interface Reader {
  readonly nodes: Nodes
  readonly source: FileText
  readonly complain: Complain
  readonly issues: FileIssue[]
}

const START: Place = { line: 1, column: 1 }
const isKind = (text: string | undefined): text is Kind => text !== undefined && Object.hasOwn(KINDS, text)

const checkVersion = ({ nodes, complain }: Reader, entry: Entry | undefined, at: Place): void => {
  if (entry === undefined) {
    complain('MISSING_FIELD', at, `apiVersion is missing: ${API_VERSION}`, 'apiVersion')
    return
  }
  const found = nodes.text(entry) ?? ''
  if (found === API_VERSION) return
  const message = `apiVersion ${JSON.stringify(found)} is not known; this version of gaze reads ${API_VERSION}`
  complain('BAD_VALUE', entry.at, message, 'apiVersion', nearest(found, [API_VERSION]))
}

const nameOf = (
  { nodes, complain, issues, source }: Reader,
  kind: Kind,
  metadata: Entry | undefined,
  at: Place,
): string => {
  const entries = metadata === undefined ? undefined : nodes.entries(metadata)
  if (metadata === undefined || entries === undefined) {
    complain('MISSING_FIELD', metadata?.at ?? at, 'metadata is missing: a map with name', 'metadata')
    return ''
  }
  const name = knownEntries(entries, METADATA, 'metadata', 'metadata', complain).get('name')
  const text = name === undefined ? undefined : nodes.text(name)
  if (name === undefined || text === undefined) {
    complain('MISSING_FIELD', name?.at ?? metadata.keyAt, 'metadata has no name', 'metadata.name')
    return ''
  }
  try {
    return checkName(kind === 'Image' ? 'image' : 'stream', text)
  } catch (error) {
    issues.push(issueOf(error, source.file, name.at, 'metadata.name'))
    return ''
  }
}

const unknownKind = (reader: Reader, top: ReadonlyMap<string, Entry>, at: Place): void => {
  const { nodes, complain } = reader
  const entry = top.get('kind')
  const known = Object.keys(KINDS)
  if (entry === undefined) {
    complain('MISSING_FIELD', at, `kind is missing: ${known.join(' or ')}`, 'kind')
    return
  }
  const found = nodes.text(entry) ?? ''
  const message = `kind ${JSON.stringify(found)} is not known; it is ${known.join(' or ')}`
  complain('BAD_VALUE', entry.at, message, 'kind', nearest(found, known))
}

const readList = (reader: Reader, items: Entry | undefined, at: Place): SiteObject[] => {
  const found = items === undefined ? undefined : reader.nodes.items(items)
  if (found !== undefined) return found.flatMap((item) => readObject(reader, item))
  reader.complain('BAD_VALUE', items?.at ?? at, 'items is not a list', 'items')
  return []
}

const readObject = (reader: Reader, located: Located): SiteObject[] => {
  const { nodes, complain, source } = reader
  const { at } = located
  const entries = nodes.entries(located)
  if (entries === undefined) {
    complain('BAD_VALUE', at, 'an object is a map with apiVersion, kind, metadata and spec', '')
    return []
  }
  const keys = new Map(entries.map((entry) => [entry.key, entry]))
  if (keys.has('nodes') && !keys.has('kind')) {
    complain('BAD_VALUE', at, 'this is a pipeline, not an object of a site; gaze image add registers it', '')
    return []
  }
  const kindEntry = keys.get('kind')
  const kind = kindEntry === undefined ? undefined : nodes.text(kindEntry)
  const isList = kind === 'List'
  const top = knownEntries(entries, isList ? LIST : TOP, 'An object', '', complain)
  checkVersion(reader, top.get('apiVersion'), at)
  if (isList) return readList(reader, top.get('items'), at)
  if (!isKind(kind)) {
    unknownKind(reader, top, at)
    return []
  }
  const name = nameOf(reader, kind, top.get('metadata'), at)
  const fields: Fields = KINDS[kind]
  const spec = top.get('spec') ?? { node: null, at }
  const { values, places } = readFields(nodes, spec, fields, kind, complain)
  return [
    { kind, name, file: source.file, cwd: source.cwd, at, places, spec: values } as unknown as SiteObject,
  ]
}

const readText = (source: FileText): ReadObjects => {
  const issues: FileIssue[] = []
  const complain: Complain = (code, at, message, path, suggestion = '') => {
    issues.push({ code, message, ...at, path, suggestion, file: source.file })
  }
  const placeAt = createPlaces(source.text)
  const parsed = parseAllDocuments(source.text, { prettyErrors: false, uniqueKeys: true })
  const documents = ('empty' in parsed ? [] : parsed) as readonly Document.Parsed[]
  const objects = documents.flatMap((document) => {
    for (const error of document.errors) complain('SYNTAX', placeAt(error.pos[0]), error.message, '')
    if (document.contents === null || document.errors.length > 0) return []
    const nodes = createNodes(document, source.text, placeAt)
    const located = nodes.locate(document.contents, START)
    return nodes.isNothing(located) ? [] : readObject({ nodes, source, complain, issues }, located)
  })
  return { objects, issues }
}

/** What is declared twice, the second time. */
const repeated = (objects: readonly SiteObject[]): FileIssue[] => {
  const seen = new Map<string, SiteObject>()
  const issues: FileIssue[] = []
  for (const object of objects) {
    const { kind, name, file, at } = object
    const first = name === '' ? undefined : seen.get(`${kind}/${name}`)
    if (first === undefined) seen.set(`${kind}/${name}`, object)
    else {
      const message = `${kind} "${name}" is declared twice; first in ${first.file}:${first.at.line}:${first.at.column}`
      issues.push({ code: 'DUPLICATE', message, ...at, path: 'metadata.name', suggestion: '', file })
    }
  }
  return issues
}

/** Reads all that is declared, and finds everything that is wrong with its form; never throws. */
export const readObjects = (sources: readonly FileText[]): ReadObjects => {
  const read = sources.map(readText)
  const objects = read.flatMap((each) => each.objects)
  return { objects, issues: [...read.flatMap((each) => each.issues), ...repeated(objects)] }
}
