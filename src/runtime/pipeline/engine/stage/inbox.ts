import type { Item } from '../../item.ts'
import type { Sent } from './outlet.ts'

interface Waiting {
  readonly item: Item
  /** Whoever brought it waits for this. */
  settle: (() => void) | undefined
}

export interface InboxPolicy {
  /** Items that may wait. */
  readonly capacity: number
  /** A full inbox drops its oldest item that carries no event; else whoever brings more waits. */
  readonly dropOldest: boolean
  /** Whoever brings an item waits until it has been processed, not only until there is room. */
  readonly ordered: boolean
}

export interface Inbox {
  put(item: Item): Sent
  size(): number
  /** Resolves when nothing waits and nothing is being processed. */
  idle(): Promise<void>
  /** Takes nothing more, and drops what waits. */
  stop(): void
}

/** The node behind the inbox is too slow for a live source. */
const SLOW = 'slow-node'
const STOPPED = 'stopped'

const carriesEvents = ({ events }: Item): boolean => events !== undefined && events.length > 0

/**
 * A bounded queue in front of `run`, which works on one item at a time and never rejects. An idle inbox runs the
 * item on the spot. `discard` is told of what was dropped, and why.
 */
export const createInbox = (
  policy: InboxPolicy,
  run: (item: Item) => Sent,
  discard: (item: Item, reason: string) => Sent,
): Inbox => {
  const queue: Waiting[] = []
  let busy = false
  let stopped = false
  let watchers: (() => void)[] = []

  const workOff = async (): Promise<void> => {
    for (let waiting = queue.shift(); waiting; waiting = queue.shift()) {
      if (!policy.ordered) waiting.settle?.()
      await run(waiting.item)
      if (policy.ordered) waiting.settle?.()
    }
    busy = false
    const told = watchers
    watchers = []
    for (const tell of told) tell()
  }
  const start = (item: Item): Sent => {
    busy = true
    const running = run(item)
    if (running === undefined && queue.length === 0) {
      busy = false
      return undefined
    }
    void (running ?? Promise.resolve()).then(workOff)
    return policy.ordered ? running : undefined
  }
  const drop = (index: number, reason: string): Sent => {
    const [waiting] = queue.splice(index, 1)
    waiting?.settle?.()
    return waiting && discard(waiting.item, reason)
  }
  const wait = (item: Item): Sent => {
    const waiting: Waiting = { item, settle: undefined }
    queue.push(waiting)
    if (!policy.ordered && queue.length <= policy.capacity) return undefined
    return new Promise((resolve) => {
      waiting.settle = resolve
    })
  }
  const put = (item: Item): Sent => {
    if (stopped) return discard(item, STOPPED)
    if (!busy) return start(item)
    if (!policy.dropOldest || queue.length < policy.capacity) return wait(item)
    // Events are what it is all about: an item that carries one waits instead.
    const oldest = queue.findIndex((waiting) => !carriesEvents(waiting.item))
    if (oldest < 0) return carriesEvents(item) ? wait(item) : discard(item, SLOW)
    const dropped = drop(oldest, SLOW)
    const waited = wait(item)
    return dropped ? dropped.then(() => waited) : waited
  }
  return {
    put,
    size: () => queue.length,
    idle: () => (busy ? new Promise((resolve) => watchers.push(resolve)) : Promise.resolve()),
    stop() {
      stopped = true
      while (queue.length > 0) void drop(0, STOPPED)
    },
  }
}
