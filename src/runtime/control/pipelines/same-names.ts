import { nodeType } from '../../nodes/registry.ts'
import type { PipelineSpec } from '../../pipeline/spec.ts'

const COUNTERS: readonly string[] = ['count-line', 'count-zone']

/** Lines, or zones, of one name, in words: nothing in their events tells one from the other. */
export const sameNames = ({ nodes }: PipelineSpec): string[] => {
  const named = new Map<string, string>()
  return nodes.flatMap(({ id, type, params }) => {
    if (!COUNTERS.includes(type)) return []
    const name = String(params.name ?? nodeType(type)?.params.name?.default)
    const key = `${type} ${name}`
    const other = named.get(key)
    if (other === undefined) {
      named.set(key, id)
      return []
    }
    return [
      `node ${id}: it is called ${name} as ${other} is, and nothing tells their events apart; name= does`,
    ]
  })
}
