import { GazeError } from '../../errors.ts'
import type { Task } from '../../models/manifest.ts'
import type { Kind } from '../../pipeline/item.ts'
import type { AnyType } from '../../pipeline/node.ts'
import type { Param, Params } from '../../pipeline/params.ts'
import type { NodeFacts, PipelineSpec } from '../../pipeline/spec.ts'
import { isName } from '../../records/names.ts'
import { nodeType } from '../registry.ts'

const KINDS: readonly Kind[] = ['frames', 'detections', 'tracks', 'events']
const PARAM_TYPES: readonly Param['type'][] = [
  ...(['number', 'integer', 'string', 'enum', 'boolean'] as const),
  ...(['duration', 'line', 'polygon', 'list', 'model'] as const),
]

const TASKS: readonly Task[] = ['detect', 'classify', 'face']

const invalid = (where: string, why: string): GazeError =>
  new GazeError('FILE_INVALID', `${where} is no type of node`, {
    why,
    hint: 'docs/images.md shows one',
  })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nothing, or what `new RegExp` takes. */
const isPattern = (value: unknown): boolean => {
  if (value === undefined) return true
  try {
    return typeof value === 'string' && Boolean(new RegExp(value))
  } catch {
    return false
  }
}

const isParam = (value: unknown): value is Param =>
  isObject(value) &&
  PARAM_TYPES.some((type) => type === value.type) &&
  typeof value.summary === 'string' &&
  (value.type !== 'enum' || (Array.isArray(value.values) && value.values.length > 0)) &&
  (value.task === undefined || TASKS.some((task) => task === value.task)) &&
  isPattern(value.pattern)

const kindsOf = (where: string, field: string, value: unknown): Kind[] => {
  const kinds = Array.isArray(value) ? value : [undefined]
  const found = kinds.flatMap((each) => KINDS.find((kind) => kind === each) ?? [])
  if (found.length === kinds.length) return found
  throw invalid(where, `"${field}" is not a list of ${KINDS.join(', ')}`)
}

const paramsOf = (where: string, value: unknown = {}): Params => {
  if (!isObject(value)) throw invalid(where, '"params" is not an object')
  for (const [name, param] of Object.entries(value))
    if (!isParam(param))
      throw invalid(
        where,
        `parameter "${name}" has no summary, its type is none of ${PARAM_TYPES.join(', ')}, or its values, task or pattern are none`,
      )
  return value as Params
}

/** What can be told of a type of node without its program. @throws GazeError FILE_INVALID */
export const factsOf = (where: string, value: unknown): NodeFacts => {
  if (!isObject(value)) throw invalid(where, 'Its default export is not an object')
  const { name, summary, memory = false, source = false, sink = false } = value
  if (typeof name !== 'string' || !isName(name)) throw invalid(where, '"name" is not of a-z, 0-9 and "-"')
  if (nodeType(name) !== undefined) throw invalid(where, `gaze has a node "${name}" of its own`)
  if (typeof summary !== 'string' || summary === '') throw invalid(where, 'It has no "summary"')
  if (typeof memory !== 'boolean' || typeof source !== 'boolean' || typeof sink !== 'boolean')
    throw invalid(where, '"memory", "source" and "sink" are true or false')
  return {
    ...{ name, summary, memory, source, sink, params: paramsOf(where, value.params) },
    takes: kindsOf(where, 'takes', source ? [] : value.takes),
    gives: kindsOf(where, 'gives', value.gives),
  }
}

/** As the check of a pipeline wants it; it cannot be run here. */
export const asType = (facts: NodeFacts): AnyType => {
  const open = (): never => {
    throw new GazeError('NODE_NOT_FOUND', `Node ${facts.name} is a program of a container`, {
      hint: 'It runs in that container alone',
    })
  }
  return { ...facts, live: () => true, open } as AnyType
}

/** The pipeline with what is known of those of its nodes that are the container's own. */
export const withOwn = ({ nodes }: PipelineSpec, own: readonly NodeFacts[]): PipelineSpec => {
  const byName = new Map(own.map((facts) => [facts.name, facts]))
  return {
    nodes: nodes.map((node) => {
      const facts = byName.get(node.type)
      return facts === undefined ? node : { ...node, own: facts }
    }),
  }
}
