import type { Item } from '../../item.ts'
import type { Ahead } from '../../node.ts'
import type { Sent } from './outlet.ts'

/** Lets a node begin with items before their turn. */
export interface Lookahead {
  take(item: Item): Sent
  size(): number
  /** Gives all that is held its turn. */
  flush(): Promise<void>
}

/**
 * Holds `items` items, whose work has begun, and gives the oldest its turn when one more comes: what comes out, and in
 * which order, does not depend on how long the work takes. `turn` is the node's turn at an item, or its refusal.
 */
export const createLookahead = ({ items, begin }: Ahead, turn: (item: Item) => Sent): Lookahead => {
  const held: Item[] = []
  return {
    take(item) {
      begin(item)
      held.push(item)
      return held.length > items ? turn(held.shift()!) : undefined
    },
    size: () => held.length,
    async flush() {
      for (let item = held.shift(); item; item = held.shift()) await turn(item)
    },
  }
}
