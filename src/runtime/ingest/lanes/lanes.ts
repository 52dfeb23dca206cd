import { dropAtOnce, resumeTally } from '../../ledger/tally.ts'
import { type Counts, isCounts } from '../../ledger/types.ts'
import type { Stream } from '../../records/types.ts'
import { announce, clearQueue, type Lane, pump, removeTaker, resize } from './lane.ts'
import { createRecentCounts } from './lately.ts'
import { parseRuns, type SenderRun } from '../senders/sequence.ts'

/** What a checkpoint keeps of one stream. */
export interface LaneRecord extends Counts {
  readonly createdAt: string
  readonly runs: readonly SenderRun[]
}

/** All streams, by the key that their senders show and by name. */
export interface Lanes {
  byKey(key: string): Lane | undefined
  get(stream: string): Lane | undefined
  all(): Iterable<Lane>
  /** Makes a stream's lane, or makes it fit the changed record; `order`: its frames go to one pod. */
  put(stream: Stream, order: boolean): Lane
  /** From now on its frames carry an unknown key; its pods are let go. */
  remove(stream: string): void
  /** All streams have been put: what an earlier run counted for others is forgotten. */
  settled(): void
  /** What a checkpoint keeps. */
  records(): Record<string, LaneRecord>
}

/** `earlier`: the lanes of the last checkpoint, by name. */
export const createLanes = (
  earlier: Readonly<Record<string, LaneRecord>>,
  now: () => number = Date.now,
): Lanes => {
  const names = new Map<string, Lane>()
  const keys = new Map<string, Lane>()
  const resumable = new Map(Object.entries(earlier))

  const create = (stream: Stream): Lane => {
    const record = resumable.get(stream.name)
    resumable.delete(stream.name)
    const lane = newLane(stream, record?.createdAt === stream.createdAt ? record : undefined, now())
    names.set(stream.name, lane)
    return lane
  }
  const remove = (name: string): void => {
    const lane = names.get(name)
    resumable.delete(name)
    if (lane === undefined) return
    names.delete(name)
    if (keys.get(lane.key) === lane) keys.delete(lane.key)
    clearQueue(lane, 'stopped')
    for (const taker of [...lane.takers]) removeTaker(lane, taker, 'stopped')
  }

  return {
    byKey: (key) => keys.get(key),
    get: (name) => names.get(name),
    all: () => names.values(),
    put: (stream, order) => {
      const known = names.get(stream.name)
      if (known !== undefined && known.createdAt !== stream.createdAt) remove(stream.name)
      const lane = names.get(stream.name) ?? create(stream)
      if (keys.get(lane.key) === lane) keys.delete(lane.key)
      keys.set(stream.key, lane)
      adjust(lane, stream, order)
      return lane
    },
    remove,
    settled: () => resumable.clear(),
    records: () => ({ ...Object.fromEntries(resumable), ...recordsOf(names) }),
  }
}

const recordsOf = (lanes: ReadonlyMap<string, Lane>): Record<string, LaneRecord> => {
  const records: Record<string, LaneRecord> = {}
  for (const { stream, createdAt, tally, runs } of lanes.values()) {
    records[stream] = { ...tally, createdAt, runs }
  }
  return records
}

const newLane = (stream: Stream, record: LaneRecord | undefined, now: number): Lane => {
  const tally = resumeTally(record)
  return {
    stream: stream.name,
    createdAt: stream.createdAt,
    key: stream.key,
    size: stream.queue,
    order: stream.order,
    closed: '',
    tally,
    queue: [],
    takers: [],
    active: undefined,
    turn: 0,
    runs: [...(record?.runs ?? [])],
    v0Seq: 0,
    lastFrameAt: 0,
    lastTakenAt: 0,
    arrived: 0,
    arrivedBefore: [],
    recent: createRecentCounts(tally, now),
  }
}
const adjust = (lane: Lane, stream: Stream, order: boolean): void => {
  lane.key = stream.key
  lane.order = order
  lane.closed = closedBecause(stream)
  if (lane.closed !== '') clearQueue(lane, lane.closed)
  resize(lane, Math.max(1, stream.queue))
  announce(lane)
  pump(lane)
}

const closedBecause = (stream: Stream): string => {
  if (stream.source !== 'push') return 'not-push'
  return stream.replicas === 0 ? 'stopped' : ''
}

/** Lane records out of a checkpoint's JSON; what does not look like one is left out. */
export const parseLaneRecords = (value: unknown): Record<string, LaneRecord> => {
  if (typeof value !== 'object' || value === null) return {}
  const records: Record<string, LaneRecord> = {}
  for (const [name, entry] of Object.entries(value) as [string, unknown][]) {
    if (!isCounts(entry) || !('createdAt' in entry) || typeof entry.createdAt !== 'string') continue
    records[name] = {
      ...entry,
      createdAt: entry.createdAt,
      runs: parseRuns('runs' in entry ? entry.runs : []),
    }
  }
  return records
}

/** Counts frames that a sender numbered but that never came. */
export const countMissing = (lane: Lane, missing: number, reason: string): void => {
  if (missing > 0) dropAtOnce(lane.tally, reason, missing)
}
