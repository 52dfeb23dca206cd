import { GazeError } from '../errors.ts'
import { nodeTypes } from '../nodes/registry.ts'
import { checkGraph, sortGraph } from './check/graph.ts'
import { checkKinds } from './check/kinds.ts'
import type { Known } from './check/known.ts'
import { checkNodes, type GraphPlace } from './check/nodes.ts'
import { collisions, overwriting } from './check/overwriting.ts'
import { checkPictures } from './check/pictures.ts'
import type { AnyType } from './node.ts'
import { type Draft, issue, near } from './parse/draft.ts'
import { fillPlaceholders } from './parse/placeholders.ts'
import { parseStatement } from './parse/statement.ts'
import { parseYaml } from './parse/yaml.ts'
import type { PipelineIssue, PipelineSpec } from './spec.ts'

export interface PipelineInput {
  readonly text: string
  readonly format: 'statement' | 'yaml'
  /** Values for the pipeline's own parameters (`--param`). */
  readonly params?: Readonly<Record<string, string>>
}

export interface CheckedPipeline {
  /** As written in `name:`, or empty. */
  readonly name: string
  /** As written in `description:`, or empty. */
  readonly description: string
  /** Complete only where there are no issues. */
  readonly spec: PipelineSpec
  /** All that is wrong, in the order of the text. */
  readonly issues: readonly PipelineIssue[]
  /** A node of it remembers earlier frames. */
  readonly memory: boolean
  readonly hasSource: boolean
  /** Where a parameter of a node is written, for what is found wrong with it later. */
  placeOf(node: string, param: string): GraphPlace
}

const parse = ({ text, format, params = {} }: PipelineInput): Draft =>
  fillPlaceholders(format === 'statement' ? parseStatement(text) : parseYaml(text), params)

const unknownParams = (draft: Draft, { text, format, params = {} }: PipelineInput): PipelineIssue[] =>
  Object.keys(params)
    .filter((name) => (format === 'yaml' ? !draft.defaults.has(name) : !text.includes(`\${${name}}`)))
    .map((name) => {
      const message = `the pipeline has no parameter ${name}, which --param gives`
      return issue(
        'UNKNOWN_PARAMETER',
        { line: 1, column: 1 },
        message,
        'params',
        near(name, draft.defaults.keys()),
      )
    })

const needsOf = (known: Known | undefined) =>
  known === undefined || known.type.source ? [] : (known.type.needs?.(known.values as never) ?? [])

/** Reads a pipeline in either spelling and finds everything that is wrong with it; never throws. */
export const checkPipeline = (
  input: PipelineInput,
  types: readonly AnyType[] = nodeTypes,
): CheckedPipeline => {
  const draft = parse(input)
  const byName = new Map(types.map((type) => [type.name, type]))
  const typeOf = ({ type }: { readonly type: string }): AnyType | undefined => byName.get(type)
  /** A misspelled type is taken for the one that was meant, so that it hides no other mistake. */
  const meant = ({ type }: { readonly type: string }): AnyType | undefined =>
    byName.get(type) ?? byName.get(near(type, byName.keys()))
  const { specs, issues, known, placeOf } = checkNodes(draft.nodes, byName)
  const knownOf = ({ id }: { readonly id: string }): Known | undefined => known.get(id)
  const found = [
    ...draft.issues,
    ...unknownParams(draft, input),
    ...issues,
    ...checkGraph(draft.nodes, meant),
    ...checkKinds(draft.nodes, meant, types, (node) => needsOf(knownOf(node))),
    ...checkPictures(draft.nodes, knownOf),
    ...overwriting([...known.values()]).map(({ sink, message }) => {
      const { path, ...place } = placeOf(sink.id, 'path')
      return issue('OVERWRITES_SOURCE', place, message, path)
    }),
    ...collisions([...known.values()]).map(({ sink, message }) => {
      const { path, ...place } = placeOf(sink.id, 'path')
      return issue('OVERWRITES_SINK', place, message, path)
    }),
  ]
  return {
    name: draft.name,
    description: draft.description,
    spec: { nodes: sortGraph(specs, ({ from }) => from).sorted },
    issues: found.sort((a, b) => a.line - b.line || a.column - b.column),
    memory: specs.some((node) => typeOf(node)?.memory),
    hasSource: specs.some((node) => meant(node)?.source),
    placeOf,
  }
}

/** `door.yaml:12:5: no node is called moton (did you mean motion?)` */
export const describeIssue = ({ line, column, message, suggestion }: PipelineIssue, origin = ''): string =>
  `${origin && `${origin}:`}${line}:${column}: ${message}${suggestion ? ` (did you mean ${suggestion}?)` : ''}`

const hintFor = (issues: readonly PipelineIssue[]): string =>
  issues.some(({ code, path }) => code === 'MISSING_PARAMETER' && path.endsWith('.params.model'))
    ? 'gaze model list shows the models there are; gaze model add FILE adds one'
    : 'gaze node list; gaze node show NAME'

/** The error that lists every issue, each with its place. */
export const pipelineInvalid = (issues: readonly PipelineIssue[], origin = ''): GazeError =>
  new GazeError(
    'PIPELINE_INVALID',
    `The pipeline has ${issues.length === 1 ? 'an error' : `${issues.length} errors`}`,
    {
      why: issues.map((each) => describeIssue(each, origin)).join('\n'),
      hint: hintFor(issues),
      details: { errors: issues },
    },
  )
