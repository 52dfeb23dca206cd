import { GazeError } from '../../errors.ts'
import { pause } from '../../service/pause.ts'
import { createRetryBackOff } from '../../process/retry-back-off.ts'
import { createTrigger } from '../../process/trigger.ts'
import type { Change } from '../store.ts'
import type { Recorded } from '../types.ts'
import type { News } from './news.ts'
import type { Trouble } from './troubles.ts'

/** Looking without news takes this share of the time at most. */
const DUTY = 20
const POLL_MS = 500
/** With news this only finds what they have missed. */
const SLOW_MS = 30_000
/** While the records are away. */
const RETRY = { firstMs: 250, mostMs: 10_000 }

export interface Watched<T extends Recorded> {
  all(signal: AbortSignal): Promise<T[]>
  /** Name and revision of all there are. */
  revisions(signal: AbortSignal): Promise<ReadonlyMap<string, number>>
  /** Those of these names that are there. */
  fetch(names: readonly string[], signal: AbortSignal): Promise<T[]>
}

interface WatchOptions<T extends Recorded> {
  readonly from: Watched<T>
  readonly news: News
  readonly kind: string
  readonly trouble: Trouble
  readonly signal: AbortSignal
}

/** Lists names and revisions, compares, and fetches what differs; brings `known` up to that. */
const differences = async <T extends Recorded>(
  from: Watched<T>,
  known: Map<string, number>,
  signal: AbortSignal,
): Promise<Change<T>[]> => {
  // The first time, or with nothing there, everything is news.
  if (known.size === 0) {
    const records = await from.all(signal)
    for (const { name, revision } of records) known.set(name, revision)
    return records.map((record) => ({ type: 'put', record }))
  }
  const now = await from.revisions(signal)
  const changed = [...now]
    .filter(([name, revision]) => known.get(name) !== revision)
    .map(([name]) => name)
    .sort()
  const records = await from.fetch(changed, signal)
  const gone = [...known.keys()].filter((name) => !now.has(name))
  for (const { name, revision } of records) known.set(name, revision)
  for (const name of gone) known.delete(name)
  return [
    ...records.map((record): Change<T> => ({ type: 'put', record })),
    ...gone.map((name): Change<T> => ({ type: 'removed', name })),
  ]
}

/**
 * First what is there, then `synced`, then what changes. A failure before `synced` is thrown; after it, the follower
 * keeps what it knows, while this tries again until it catches up.
 */
export async function* watchRecords<T extends Recorded>(options: WatchOptions<T>): AsyncGenerator<Change<T>> {
  const { from, news, kind, trouble, signal } = options
  if (signal.aborted) return
  const known = new Map<string, number>()
  const bell = createTrigger()
  const backOff = createRetryBackOff(RETRY)
  const stop = news.listen(kind, bell.pull)
  let tookMs = 0

  const look = async (): Promise<Change<T>[]> => {
    const startedAt = performance.now()
    const changes = await differences(from, known, signal)
    tookMs = performance.now() - startedAt
    trouble(undefined)
    backOff.reset()
    return changes
  }
  const lookAgain = async (): Promise<Change<T>[]> => {
    try {
      return await look()
    } catch (error) {
      if (!(error instanceof GazeError) || signal.aborted) throw error
      trouble(error)
      await pause(backOff.next(), signal)
      bell.pull()
      return []
    }
  }

  try {
    yield* await look()
    yield { type: 'synced' }
    while (!signal.aborted) {
      await bell.wait(news.live ? SLOW_MS : Math.max(POLL_MS, DUTY * tookMs), signal)
      if (!signal.aborted) yield* await lookAgain()
      // Many changes at once are few looks.
      await pause(tookMs, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stop()
    trouble(undefined)
  }
}
