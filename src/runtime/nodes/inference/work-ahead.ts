import type { Item } from '../../pipeline/item.ts'
import type { Ahead } from '../../pipeline/node.ts'

export interface WorkAhead<T> {
  readonly ahead: Ahead | undefined
  /** What comes of an item's work, which begins now if it has not yet. */
  of(item: Item): Promise<T>
}

/**
 * Begins the work on items before their turn, so that `parallel` are in work at once where one in `every` needs it; where
 * `parallel` is one there is nothing to gain.
 */
export const workAhead = <T>(work: (item: Item) => Promise<T>, parallel: number, every = 1): WorkAhead<T> => {
  const begun = new WeakMap<Item, Promise<T>>()
  const begin = (item: Item): void => {
    const result = work(item)
    // A failure is told when the item has its turn.
    result.catch(() => {})
    begun.set(item, result)
  }
  return {
    ahead: parallel > 1 ? { items: (parallel - 1) * every, begin } : undefined,
    of: (item) => begun.get(item) ?? work(item),
  }
}
