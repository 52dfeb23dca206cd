import { refuseExternalData } from './external-data.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Graph, ValueInfo } from './graph.ts'
import { GET_AGAIN, invalidModel, readModelBytes } from './model-bytes.ts'
import { type Finds, type GraphNode, noteAttribute, noteSparse, noteTensor, readNode } from './node-list.ts'
import { producersOf } from './producers.ts'
import { readEntry } from './tensor.ts'
import { readValueInfo } from './value-info.ts'
import { fieldsOf, type Span, textOf, WireError } from './wire.ts'

const MAX_VALUES = 1_000

interface Main {
  readonly inputs: ValueInfo[]
  readonly outputs: ValueInfo[]
  /** Nodes by the values that they give. */
  readonly by: Map<string, GraphNode>
}

const readMain = (finds: Finds, span: Span): Main => {
  const { bytes } = finds
  const all: ValueInfo[] = []
  const outputs: ValueInfo[] = []
  const weights = new Set<string>()
  const by = new Map<string, GraphNode>()
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) {
      const node = readNode(finds, field)
      for (const output of node.outputs) by.set(output, node)
    }
    if (field.number === 5) weights.add(noteTensor(finds, field))
    if (field.number === 15) weights.add(noteSparse(finds, field))
    if (field.number === 11) all.push(readValueInfo(bytes, field))
    if (field.number === 12) outputs.push(readValueInfo(bytes, field))
  }
  // Files of before 2018 name their weights among the inputs as well.
  const inputs = all.filter(({ name }) => !weights.has(name))
  if (Math.max(inputs.length, outputs.length) > MAX_VALUES)
    throw new WireError(`the graph has more than ${MAX_VALUES} inputs or outputs`, span.start)
  return { inputs, outputs, by }
}

const opset = (bytes: FileBytes, span: Span): [string, number] => {
  let domain = ''
  let version = 0
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) domain = textOf(bytes, field)
    if (field.number === 2) version = field.value
  }
  return [domain === 'ai.onnx' ? '' : domain, version]
}

/** Nodes of a function that the model brings itself, and the defaults of its attributes. */
const readFunction = (finds: Finds, span: Span): void => {
  for (const field of fieldsOf(finds.bytes, span)) {
    if (field.number === 7) readNode(finds, field)
    if (field.number === 11) noteAttribute(finds, field)
  }
}

interface Model {
  readonly main: Main | undefined
  readonly opsets: Map<string, number>
  readonly metadata: Map<string, string>
  readonly producer: string
}

const readModel = (finds: Finds): Model => {
  const { bytes } = finds
  const opsets = new Map<string, number>()
  const metadata = new Map<string, string>()
  let producer = ''
  let version = ''
  let main: Main | undefined
  for (const field of fieldsOf(bytes, { start: 0, end: bytes.size })) {
    if (field.number === 2) producer = textOf(bytes, field)
    if (field.number === 3) version = textOf(bytes, field)
    if (field.number === 7 && field.kind === 'bytes') main = readMain(finds, field)
    if (field.number === 8) opsets.set(...opset(bytes, field))
    if (field.number === 14) metadata.set(...readEntry(bytes, field))
    if (field.number === 25) readFunction(finds, field)
  }
  return { main, opsets, metadata, producer: `${producer} ${version}`.trim() }
}

const graphOf = (path: string, finds: Finds, { main, ...rest }: Model): Graph => {
  if (main === undefined)
    throw invalidModel(
      path,
      'it has no graph, so it is no ONNX model or only the beginning of one',
      GET_AGAIN,
    )
  refuseExternalData(path, finds.external)
  const { inputs, outputs, by } = main
  if (inputs.length === 0 || outputs.length === 0)
    throw invalidModel(
      path,
      `its graph has no ${inputs.length === 0 ? 'inputs' : 'outputs'}`,
      'Export it again, with them',
    )
  const producers = new Map(outputs.map(({ name }) => [name, producersOf(name, by)]))
  return { ...rest, inputs, outputs, producers, operators: finds.operators }
}

/**
 * What an ONNX file says of itself. Weights are skipped by their lengths, so a large file costs no more than a small one.
 * @param name For messages, where the path is one that nobody gave.
 * @throws GazeError FILE_NOT_FOUND, NOT_ALLOWED; MODEL_INVALID with the reason and the next step.
 */
export const readGraph = async (path: string, name = path): Promise<Graph> =>
  readModelBytes(
    path,
    (bytes) => {
      const finds: Finds = { bytes, operators: new Map(), external: [] }
      return graphOf(name, finds, readModel(finds))
    },
    name,
  )
