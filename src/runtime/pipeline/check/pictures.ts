import type { DraftNode } from '../parse/draft.ts'
import { issue } from '../parse/draft.ts'
import type { PipelineIssue } from '../spec.ts'
import type { Known } from './known.ts'

/** Nodes that look at pictures, where the source gives frames without. */
export const checkPictures = (
  nodes: readonly DraftNode[],
  knownOf: (node: DraftNode) => Known | undefined,
): PipelineIssue[] => {
  const blind = nodes.find((node) => {
    const type = knownOf(node)?.type
    return type?.source && type.blind
  })
  if (blind === undefined) return []
  return nodes.flatMap((node, index) => {
    const known = knownOf(node)
    if (!known || known.type.source || (known.type.views?.(known.values as never) ?? []).length === 0)
      return []
    const message = `${node.type} looks at pictures, and ${blind.type} gives frames without; put file or another source of pictures in its place`
    return [issue('NO_PICTURES', node.typeAt, message, `nodes[${index}]`)]
  })
}
