import { fileURLToPath } from 'node:url'
import { GazeError } from '../errors.ts'
import { nodeType } from '../nodes/registry.ts'
import type { AnyType } from './node.ts'
import { SINK_FORMS, sinkNode } from './sink-urls.ts'
import type { NodeFacts, NodeSpec, PipelineSpec } from './spec.ts'

type Lookup = (name: string) => AnyType | undefined

const factsOf = (node: NodeSpec, lookup: Lookup): AnyType | NodeFacts | undefined =>
  lookup(node.type) ?? node.own

const isSource = (node: NodeSpec, lookup: Lookup): boolean => factsOf(node, lookup)?.source === true
const isSink = (node: NodeSpec, lookup: Lookup): boolean => {
  const type = factsOf(node, lookup)
  return type !== undefined && !type.source && type.sink === true
}

export const hasSource = (spec: PipelineSpec, lookup: Lookup = nodeType): boolean =>
  spec.nodes.some((node) => isSource(node, lookup))

export const hasMemory = (spec: PipelineSpec, lookup: Lookup = nodeType): boolean =>
  spec.nodes.some((node) => factsOf(node, lookup)?.memory === true)

const freshId = (spec: PipelineSpec, wanted: string): string => {
  let id = wanted
  for (let n = 2; spec.nodes.some((node) => node.id === id); n++) id = `${wanted}-${n}`
  return id
}

const sourceNode = (spec: PipelineSpec, source: string): NodeSpec => {
  if (source === 'push') return { id: freshId(spec, 'ingest'), type: 'ingest', params: {}, from: [] }
  const path = source.startsWith('file://') ? fileURLToPath(source) : source
  return { id: freshId(spec, 'file'), type: 'file', params: { path }, from: [] }
}

/**
 * Joins an image's pipeline with a stream's source: `push`, `pipeline` (it has its own), or a URL or path.
 * @throws GazeError SOURCE_TWICE where both have one, PIPELINE_INVALID where neither has.
 */
const withSource = (spec: PipelineSpec, source: string, lookup: Lookup = nodeType): PipelineSpec => {
  const own = spec.nodes.find((node) => isSource(node, lookup))
  if (own && source !== 'pipeline' && source !== '') {
    throw new GazeError('SOURCE_TWICE', `the pipeline has a source of its own, ${own.type}`, {
      why: `and another is named: ${source}`,
      hint: `leave --source out, or take ${own.type} out of the pipeline`,
    })
  }
  if (own) return spec
  if (source === 'pipeline' || source === '') {
    throw new GazeError('PIPELINE_INVALID', 'the pipeline has no source', {
      hint: 'begin it with one, such as file PATH or scene, or give the stream a --source',
    })
  }
  const node = sourceNode(spec, source)
  const rest = spec.nodes.map((other) => (other.from.length === 0 ? { ...other, from: [node.id] } : other))
  return { nodes: [node, ...rest] }
}

/** Nodes that have nothing but sinks behind them: where another sink belongs. */
const ends = (spec: PipelineSpec, lookup: Lookup): string[] =>
  spec.nodes
    .filter((node) => !isSink(node, lookup))
    .filter(({ id }) => spec.nodes.every((other) => !other.from.includes(id) || isSink(other, lookup)))
    .map(({ id }) => id)

const addSink = (spec: PipelineSpec, node: Omit<NodeSpec, 'from'>, lookup: Lookup): PipelineSpec => ({
  nodes: [...spec.nodes, { ...node, id: freshId(spec, node.id), from: ends(spec, lookup) }],
})

/** Adds a `zmq` sink for the stream's viewer, unless the pipeline has one that goes there already. */
const withOutput = (spec: PipelineSpec, output: string, lookup: Lookup = nodeType): PipelineSpec => {
  const there = spec.nodes.some(({ type, params }) => type === 'zmq' && (params.to ?? output) === output)
  if (output === '' || there) return spec
  return addSink(spec, { id: 'output', type: 'zmq', params: { to: output } }, lookup)
}

/** Adds `print` where there is no sink at all. */
export const withPrint = (spec: PipelineSpec, lookup: Lookup = nodeType): PipelineSpec =>
  spec.nodes.some((node) => isSink(node, lookup))
    ? spec
    : addSink(spec, { id: 'print', type: 'print', params: {} }, lookup)

/** Adds a node for each of the stream's further sinks. @throws GazeError USAGE for a URL that is none. */
const withSinks = (spec: PipelineSpec, sinks: readonly string[], lookup: Lookup): PipelineSpec =>
  sinks.reduce((all, url) => {
    const node = sinkNode(url)
    if (node === undefined)
      throw new GazeError('USAGE', `no sink takes ${url}`, { hint: `write ${SINK_FORMS}` })
    return addSink(all, { id: 'sink', ...node }, lookup)
  }, spec)

/** What a pod runs: an image's pipeline with a stream's source, output and sinks. Throws as {@link withSource}. */
export const specFor = (
  spec: PipelineSpec,
  stream: { readonly source: string; readonly output: string; readonly sinks?: readonly string[] },
  lookup: Lookup = nodeType,
): PipelineSpec =>
  withSinks(
    withOutput(withSource(spec, stream.source, lookup), stream.output, lookup),
    stream.sinks ?? [],
    lookup,
  )
