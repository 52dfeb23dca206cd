import type { AnyType } from '../node.ts'
import { type DraftNode, issue, near } from '../parse/draft.ts'
import type { NodeSpec, PipelineIssue, Place } from '../spec.ts'
import { type Known, knownNode } from './known.ts'
import { checkParams } from './params.ts'

/** Where something is written, and where that is in the graph. */
export type GraphPlace = Place & { readonly path: string }

export interface CheckedNodes {
  readonly specs: readonly NodeSpec[]
  readonly issues: readonly PipelineIssue[]
  /** By their ids, those whose type and values are right. */
  readonly known: ReadonlyMap<string, Known>
  placeOf(node: string, param: string): GraphPlace
}

/** Finds each node's type and values, and what is wrong with them. */
export const checkNodes = (
  nodes: readonly DraftNode[],
  types: ReadonlyMap<string, AnyType>,
): CheckedNodes => {
  const places = new Map<string, GraphPlace>()
  const known = new Map<string, Known>()
  const found: PipelineIssue[] = []
  const specs = nodes.map((node, index): NodeSpec => {
    const path = `nodes[${index}]`
    const from = [...new Set(node.from.map(({ id }) => id))]
    const type = types.get(node.type)
    if (!type) {
      const message = `no node is called ${node.type}; gaze node list shows them`
      found.push(issue('UNKNOWN_NODE', node.typeAt, message, `${path}.type`, near(node.type, types.keys())))
      return { id: node.id, type: node.type, params: {}, from }
    }
    const { params, issues, writtenAt } = checkParams(node, type, path)
    found.push(...issues)
    places.set(keyOf(node.id), { ...node.typeAt, path })
    for (const [name, at] of writtenAt)
      places.set(keyOf(node.id, name), { ...at, path: `${path}.params.${name}` })
    const spec = { id: node.id, type: node.type, params, from }
    const values = issues.length === 0 ? knownNode(spec, type) : undefined
    if (values) known.set(node.id, values)
    return spec
  })
  return {
    specs,
    issues: found,
    known,
    placeOf: (node, param) =>
      places.get(keyOf(node, param)) ?? places.get(keyOf(node)) ?? { line: 1, column: 1, path: '' },
  }
}

const keyOf = (node: string, param = ''): string => `${node} ${param}`
