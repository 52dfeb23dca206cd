import { readTensor } from './tensor.ts'
import type { FileBytes } from './file-bytes.ts'
import { fieldsOf, type Span, textOf, WireError } from './wire.ts'

/** One operator of a graph. */
export interface GraphNode {
  /** `Conv`, or `domain.Type` outside the standard domain. */
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** What walking a file finds besides the graph itself. */
export interface Finds {
  readonly bytes: FileBytes
  readonly operators: Map<string, number>
  /** Data in other files: tensor name and location. */
  readonly external: { readonly tensor: string; readonly location: string }[]
}

/** Deeper than any exporter nests `If`, `Loop` and `Scan`. */
const MAX_DEPTH = 16
/** Ten times what all domains of ONNX Runtime have. */
const MAX_TYPES = 10_000
/** Names of the standard domain. */
const STANDARD = ['', 'ai.onnx']

/** A tensor of the graph or of an attribute; its name. @throws WireError */
export const noteTensor = (finds: Finds, span: Span): string => {
  const { name, external } = readTensor(finds.bytes, span)
  if (external !== undefined) finds.external.push({ tensor: name, location: external.get('location') ?? '' })
  return name
}

/** A SparseTensorProto: two tensors, of which the values bear the name. */
export const noteSparse = (finds: Finds, span: Span): string => {
  let name = ''
  for (const field of fieldsOf(finds.bytes, span)) {
    if (field.number === 1) name = noteTensor(finds, field)
    if (field.number === 2) noteTensor(finds, field)
  }
  return name
}

const subgraph = (finds: Finds, span: Span, depth: number): void => {
  if (depth > MAX_DEPTH) throw new WireError(`graphs are nested more than ${MAX_DEPTH} deep`, span.start)
  for (const field of fieldsOf(finds.bytes, span)) {
    if (field.number === 1) readNode(finds, field, depth)
    if (field.number === 5) noteTensor(finds, field)
    if (field.number === 15) noteSparse(finds, field)
  }
}

/** An AttributeProto and all that is nested in it. @throws WireError */
export const noteAttribute = (finds: Finds, span: Span, depth = 0): void => {
  for (const field of fieldsOf(finds.bytes, span)) {
    if (field.number === 5 || field.number === 10) noteTensor(finds, field)
    if (field.number === 22 || field.number === 23) noteSparse(finds, field)
    if (field.number === 6 || field.number === 11) subgraph(finds, field, depth + 1)
  }
}

/** A NodeProto, counted among the operators, and all that is nested in it. @throws WireError */
export const readNode = (finds: Finds, span: Span, depth = 0): GraphNode => {
  const { bytes, operators } = finds
  const inputs: string[] = []
  const outputs: string[] = []
  let operator = ''
  let domain = ''
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) inputs.push(textOf(bytes, field))
    if (field.number === 2) outputs.push(textOf(bytes, field))
    if (field.number === 4) operator = textOf(bytes, field)
    if (field.number === 5) noteAttribute(finds, field, depth)
    if (field.number === 7) domain = textOf(bytes, field)
  }
  const type = STANDARD.includes(domain) ? operator : `${domain}.${operator}`
  operators.set(type, (operators.get(type) ?? 0) + 1)
  if (operators.size > MAX_TYPES)
    throw new WireError(`there are more than ${MAX_TYPES} operators`, span.start)
  return { type, inputs, outputs }
}
