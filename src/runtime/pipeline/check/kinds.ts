import type { Kind } from '../item.ts'
import type { AnyType } from '../node.ts'
import { type DraftNode, issue } from '../parse/draft.ts'
import type { PipelineIssue } from '../spec.ts'
import { sortGraph } from './graph.ts'

/** Whether each node is given, on every way in, what it takes; an unknown type before it gives the benefit of the doubt. */
export const checkKinds = (
  nodes: readonly DraftNode[],
  typeOf: (node: DraftNode) => AnyType | undefined,
  types: readonly AnyType[],
  needsOf: (node: DraftNode) => readonly Kind[] = () => [],
): PipelineIssue[] => {
  /** Kinds that an item holds behind each node; undefined where that cannot be told. */
  const behind = new Map<string, ReadonlySet<Kind> | undefined>()
  const issues: PipelineIssue[] = []
  const fromStream = new Set<Kind>(['frames'])
  for (const node of sortGraph(nodes, ({ from }) => from.map(({ id }) => id)).sorted) {
    const type = typeOf(node)
    const ways = node.from.map(({ id }) => ({ id, kinds: behind.get(id) }))
    if (ways.length === 0) ways.push({ id: '', kinds: type?.source ? new Set<Kind>() : fromStream })
    const sure = ways.flatMap(({ kinds }) => (kinds ? [kinds] : []))
    for (const kind of type?.source ? [] : [...(type?.takes ?? []), ...needsOf(node)]) {
      const without = ways.find(({ kinds }) => kinds && !kinds.has(kind))
      if (!without) continue
      // A source cannot come behind another node.
      const givers = types
        .filter(({ gives, source }) => gives.includes(kind) && (kind === 'frames' || !source))
        .map(({ name }) => name)
      const before = without.id ? `${without.id} and what is before it give` : 'the source gives'
      const message = `${node.type} takes ${kind}, and ${before} none; put ${givers.join(' or ') || 'a node that does'} before it`
      const path = `nodes[${nodes.indexOf(node)}].from`
      issues.push(issue('KIND_MISMATCH', node.typeAt, message, path, givers.length === 1 ? givers[0] : ''))
    }
    const common = [...(sure[0] ?? [])].filter((kind) => sure.every((kinds) => kinds.has(kind)))
    const told = type && (type.source || sure.length === ways.length)
    behind.set(node.id, told ? new Set([...(type.source ? [] : common), ...type.gives]) : undefined)
  }
  return issues
}
