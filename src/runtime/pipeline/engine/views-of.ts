import type { View } from '../item.ts'
import type { NodeType, SourceType } from '../node.ts'
import type { Planned } from './planned.ts'

const sameView = (a: View, b: View): boolean => JSON.stringify(a) === JSON.stringify(b)

const once = (views: readonly View[]): readonly View[] =>
  views.filter((view, index) => views.findIndex((other) => sameView(view, other)) === index)

/**
 * What is asked of each node that makes frames, by its id. Nodes ask those whose frames reach them: the source, or the
 * nodes that draw on the way from it; grey comes from the source always. `nodes`: in graph order.
 */
export const viewsOf = (
  source: Planned<SourceType>,
  nodes: readonly Planned<NodeType>[],
): ReadonlyMap<string, readonly View[]> => {
  /** Makers of the frames that each node gives. */
  const makers = new Map<string, ReadonlySet<string>>([[source.spec.id, new Set([source.spec.id])]])
  const asked = new Map<string, View[]>([[source.spec.id, []]])
  for (const { spec, type, values } of nodes) {
    const before = new Set(spec.from.flatMap((id) => [...(makers.get(id) ?? [])]))
    for (const view of type.views?.(values as never) ?? [])
      for (const maker of view.kind === 'grey' ? [source.spec.id] : before) asked.get(maker)?.push(view)
    makers.set(spec.id, type.draws ? new Set([spec.id]) : before)
    if (type.draws) asked.set(spec.id, [])
  }
  return new Map([...asked].map(([id, views]) => [id, once(views)]))
}
