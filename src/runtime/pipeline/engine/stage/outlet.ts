import type { Frame, Item } from '../../item.ts'

/** A way out that needs no waiting returns undefined, so that the common case costs no promise. */
export type Sent = Promise<void> | undefined

/** One way into a node. */
export interface Inlet {
  accept(item: Item): Sent
  /** Nothing will come this way for that frame. */
  pass(frame: Frame): Sent
  /** Whether this node, or one behind it, waits for several ways in. */
  readonly joins: boolean
}

export interface Outlet {
  send(item: Item): Sent
  pass(frame: Frame): Sent
}

const all = async (waiting: readonly Promise<void>[]): Promise<void> => {
  await Promise.all(waiting)
}

const inOrder = async (first: Promise<void>, rest: readonly (() => Sent)[]): Promise<void> => {
  await first
  for (const step of rest) await step()
}

/**
 * Hands items to every node behind. `ordered`: one after the other, each when the one before is through with it;
 * else to all at once, waiting for room only.
 */
export const createOutlet = (inlets: readonly Inlet[], ordered: boolean): Outlet => {
  const joining = inlets.filter((inlet) => inlet.joins)
  const each = (targets: readonly Inlet[], give: (inlet: Inlet) => Sent): Sent => {
    let waiting: Promise<void>[] | undefined
    for (let i = 0; i < targets.length; i++) {
      const sent = give(targets[i]!)
      if (sent === undefined) continue
      if (ordered) {
        return inOrder(
          sent,
          targets.slice(i + 1).map((inlet) => () => give(inlet)),
        )
      }
      waiting ??= []
      waiting.push(sent)
    }
    if (waiting === undefined) return undefined
    return waiting.length === 1 ? waiting[0] : all(waiting)
  }
  return {
    send: (item) => each(inlets, (inlet) => inlet.accept(item)),
    pass: (frame) => (joining.length === 0 ? undefined : each(joining, (inlet) => inlet.pass(frame))),
  }
}
