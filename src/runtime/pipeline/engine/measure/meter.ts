import type { Item } from '../../item.ts'
import type { AnyType, NodeState } from '../../node.ts'
import type { NodeRecord } from '../options.ts'
import { createHistogram } from './histogram.ts'

/** Counts and latencies of one node. */
export interface Meter {
  took(ms: number): void
  taken(): void
  /** An item was emitted, with so many events that were not on it before. */
  gave(item: Item, events: number): void
  /** The node is through with an item, or has failed on it, and why. */
  finished(failure: string | undefined): void
  /** A sink is through with an item. */
  delivered(): void
  drop(reason: string, count: number): void
  /** All drops so far. */
  dropped(): number
  report(state: NodeState): void
  record(queued: number): NodeRecord
}

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000

const failureText = (items: number, why: string): string =>
  items === 0 ? '' : `${items === 1 ? 'the last item' : `the last ${items} items`} failed: ${why}`

/** What of an item counts as given by a node of that type. */
const counter = (type: AnyType): ((item: Item, events: number) => number) => {
  if (type.source) return () => 1
  if (type.gives.includes('tracks')) return (item) => item.tracks?.length ?? 0
  if (type.gives.includes('detections')) return (item) => item.detections?.length ?? 0
  if (type.gives.includes('events')) return (_, events) => events
  return () => 1
}

export const createMeter = (id: string, type: AnyType, now: () => number): Meter => {
  const latency = createHistogram()
  const dropped: Record<string, number> = {}
  const given = counter(type)
  let [taken, out, lost, lastAt] = [0, 0, 0, 0]
  let reported: NodeState | undefined
  let [failing, failure] = [0, '']
  const add = (count: number): void => {
    if (count === 0) return
    out += count
    lastAt = now()
  }
  return {
    took: (ms) => latency.add(Math.max(0, ms)),
    taken() {
      taken++
    },
    gave: (item, events) => add(given(item, events)),
    finished(why) {
      failing = why === undefined ? 0 : failing + 1
      failure = why ?? ''
    },
    delivered: () => add(1),
    drop(reason, count) {
      dropped[reason] = (dropped[reason] ?? 0) + count
      lost += count
    },
    dropped: () => lost,
    report(state) {
      reported = state
    },
    record: (queued) => ({
      id,
      type: type.name,
      state: reported?.state ?? (taken + out === 0 ? 'idle' : 'ok'),
      message: reported?.message || failureText(failing, failure),
      ...(failing > 0 && { failing }),
      ...(reported?.standby === true && { standby: true }),
      in: taken,
      out,
      dropped: { ...dropped },
      lastAt: lastAt === 0 ? '' : new Date(lastAt).toISOString(),
      queued,
      meanMs: round(latency.mean()),
      p99Ms: round(latency.quantile(0.99)),
    }),
  }
}
