import type { Item } from '../../item.ts'
import type { Ahead } from '../../node.ts'
import type { Sent } from './outlet.ts'

/** Lets a node begin with items before their turn. */
export interface Lookahead {
  take(item: Item): Sent
  /** Does what is no work of this node behind all that is held, so that it overtakes none of it. */
  behind(act: () => Sent): Sent
  size(): number
  /** Gives all that is held its turn. */
  flush(): Promise<void>
}

/**
 * Holds `items` items, whose work has begun, and gives the oldest its turn when one more comes: what comes out, and in
 * which order, does not depend on how long the work takes. `turn` is the node's turn at an item, or its refusal.
 */
export const createLookahead = ({ items, begin }: Ahead, turn: (item: Item) => Sent): Lookahead => {
  const held: (() => Sent)[] = []
  const hold = (act: () => Sent): Sent => {
    held.push(act)
    return held.length > items ? held.shift()!() : undefined
  }
  return {
    take(item) {
      begin(item)
      return hold(() => turn(item))
    },
    behind: (act) => (held.length === 0 ? act() : hold(act)),
    size: () => held.length,
    async flush() {
      for (let act = held.shift(); act; act = held.shift()) await act()
    },
  }
}
