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

/** Bytes of the pictures that are held at most, though one always is. */
const MOST_BYTES = 1 << 27

const bytesOf = ({ frame: { width, height } }: Item): number => 3 * width * height

/**
 * Holds `items` items, or as many as `most` bytes of pictures are, whose work has begun, and gives the oldest their turn when
 * one more comes: what comes out, and in which order, does not depend on how long the work takes. `turn` is the node's turn
 * at an item, or its refusal.
 */
export const createLookahead = (
  { items, begin }: Ahead,
  turn: (item: Item) => Sent,
  most = MOST_BYTES,
): Lookahead => {
  const held: { readonly bytes: number; act(): Sent }[] = []
  let bytes = 0
  const give = (): Sent => {
    const oldest = held.shift()!
    bytes -= oldest.bytes
    return oldest.act()
  }
  const isFull = (): boolean => held.length > items || (bytes > most && held.length > 1)
  const giveRest = async (first: Promise<void>): Promise<void> => {
    await first
    while (isFull()) await give()
  }
  const hold = (size: number, act: () => Sent): Sent => {
    held.push({ bytes: size, act })
    bytes += size
    while (isFull()) {
      const given = give()
      if (given !== undefined) return giveRest(given)
    }
    return undefined
  }
  return {
    take(item) {
      begin(item)
      return hold(bytesOf(item), () => turn(item))
    },
    behind: (act) => (held.length === 0 ? act() : hold(0, act)),
    size: () => held.length,
    async flush() {
      while (held.length > 0) await give()
    },
  }
}
