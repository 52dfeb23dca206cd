import type { AnyType } from '../node.ts'
import { type DraftNode, issue, near } from '../parse/draft.ts'
import type { PipelineIssue } from '../spec.ts'

type TypeOf = (node: DraftNode) => AnyType | undefined

const pathOf = (nodes: readonly DraftNode[], node: DraftNode): string => `nodes[${nodes.indexOf(node)}]`

const checkIds = (nodes: readonly DraftNode[]): PipelineIssue[] => {
  const seen = new Set<string>()
  return nodes.flatMap((node) => {
    const path = `${pathOf(nodes, node)}.id`
    const twice = seen.has(node.id)
    seen.add(node.id)
    if (twice) return [issue('DUPLICATE_ID', node.idAt, `two nodes have the id ${node.id}`, path)]
    if (!node.named || /^[A-Za-z][\w-]*$/.test(node.id)) return []
    const message = `the id ${JSON.stringify(node.id)} is not a letter followed by letters, digits, - and _`
    return [issue('BAD_ID', node.idAt, message, path)]
  })
}

const checkEdges = (nodes: readonly DraftNode[], typeOf: TypeOf): PipelineIssue[] => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const first = nodes.find((node) => typeOf(node)?.source)
  return nodes.flatMap((node) =>
    node.from.flatMap(({ id, at }, index) => {
      const path = `${pathOf(nodes, node)}.from[${index}]`
      const before = byId.get(id)
      if (!before) return [issue('UNKNOWN_ID', at, `no node has the id ${id}`, path, near(id, byId.keys()))]
      const above = typeOf(before)
      const issues: PipelineIssue[] = []
      if (above && !above.source && above.sink) {
        const message = `nothing can come behind the sink ${id}: it gives nothing on`
        issues.push(issue('BEHIND_SINK', node.typeAt, message, path))
      }
      // A second source is told as such.
      if (typeOf(node)?.source && node === first) {
        issues.push(
          issue('BEFORE_SOURCE', node.typeAt, `nothing can come before the source ${node.id}`, path),
        )
      }
      return issues
    }),
  )
}

const checkSources = (nodes: readonly DraftNode[], typeOf: TypeOf): PipelineIssue[] => {
  const sources = nodes.filter((node) => typeOf(node)?.source)
  const more = sources.slice(1).map((node) => {
    const message = `a pipeline has one source, and ${sources[0]!.id} is it already`
    return issue('TWO_SOURCES', node.typeAt, message, pathOf(nodes, node))
  })
  if (sources.length === 0) return more
  const loose = nodes.filter((node) => node.from.length === 0 && typeOf(node) && !typeOf(node)?.source)
  return [
    ...more,
    ...loose.map((node) => {
      const message = `no frame reaches ${node.id}: it takes from no other node`
      return issue('UNREACHABLE', node.typeAt, message, `${pathOf(nodes, node)}.from`, sources[0]!.id)
    }),
  ]
}

/** Nodes in graph order, sources first; those on a cycle, or behind one, are left over. */
export const sortGraph = <N extends { readonly id: string }>(
  nodes: readonly N[],
  fromOf: (node: N) => readonly string[],
): { sorted: N[]; left: N[] } => {
  const sorted: N[] = []
  let left = [...nodes]
  const known = new Set(nodes.map(({ id }) => id))
  const done = new Set<string>()
  for (;;) {
    const ready = left.find((node) => fromOf(node).every((id) => done.has(id) || !known.has(id)))
    if (!ready) return { sorted, left }
    sorted.push(ready)
    done.add(ready.id)
    left = left.filter((node) => node !== ready)
  }
}

const checkCycles = (nodes: readonly DraftNode[]): PipelineIssue[] => {
  const { left } = sortGraph(nodes, (node) => node.from.map(({ id }) => id))
  const reaches = (from: DraftNode, target: DraftNode, seen = new Set<string>()): boolean =>
    from.from.some(({ id }) => {
      if (id === target.id) return true
      if (seen.has(id)) return false
      seen.add(id)
      const next = left.find((node) => node.id === id)
      return next !== undefined && reaches(next, target, seen)
    })
  const onCycle = left.filter((node) => reaches(node, node))
  const first = onCycle[0]
  if (!first) return []
  const message = `the nodes ${onCycle.map(({ id }) => id).join(', ')} take from each other in a circle`
  return [issue('CYCLE', first.from[0]?.at ?? first.typeAt, message, `${pathOf(nodes, first)}.from`)]
}

/** What is wrong with the graph itself: ids, edges, sources, circles, and nodes that no frame reaches. */
export const checkGraph = (nodes: readonly DraftNode[], typeOf: TypeOf): PipelineIssue[] => [
  ...checkIds(nodes),
  ...checkEdges(nodes, typeOf),
  ...checkSources(nodes, typeOf),
  ...checkCycles(nodes),
]
