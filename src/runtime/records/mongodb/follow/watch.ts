import { GazeError } from '../../../errors.ts'
import { pause } from '../../../service/pause.ts'
import { createRetryBackOff } from '../../../process/retry-back-off.ts'
import { createTrigger } from '../../../process/trigger.ts'
import type { Change } from '../../store.ts'
import type { Recorded } from '../../types.ts'
import { createListing } from './listing.ts'
import { lookAtListed, lookAtTouched, type Watched } from './look.ts'
import type { News } from '../news.ts'
import { gatherTouched } from './touched.ts'
import type { Trouble } from '../troubles.ts'
import { createVersions } from './versions.ts'

/** Looking without news takes this share of the time at most. */
const DUTY = 20
const POLL_MS = 500
/** With news this only finds what they have missed. */
const SLOW_MS = 30_000
/** While the records are away. */
const RETRY = { firstMs: 250, mostMs: 10_000 }

interface WatchOptions<T extends Recorded> {
  readonly from: Watched<T>
  readonly news: News
  readonly kind: string
  readonly trouble: Trouble
  readonly signal: AbortSignal
}

/**
 * First what is there, then `synced`, then what changes. A failure before `synced` is thrown; after it, the follower
 * keeps what it knows, while this tries again until it catches up.
 */
export async function* watchRecords<T extends Recorded>(options: WatchOptions<T>): AsyncGenerator<Change<T>> {
  const { from, news, kind, trouble, signal } = options
  if (signal.aborted) return
  const versions = createVersions<T>()
  const gathered = gatherTouched()
  const bell = createTrigger()
  const listing = createListing(from, bell.pull, signal)
  const backOff = createRetryBackOff(RETRY)
  const stop = news.listen(kind, (touched) => {
    gathered.add(touched)
    bell.pull()
  })
  /** When to list all again, also when news has nothing to say of most. */
  let listAt = 0
  let tookMs = 0

  const schedule = (listedMs: number): void => {
    const waitMs = news.live ? SLOW_MS : Math.max(POLL_MS, DUTY * listedMs)
    listAt = performance.now() + waitMs
  }
  const firstLook = async (): Promise<Change<T>[]> => {
    const startedAt = performance.now()
    gathered.take()
    const found = await from.all(signal)
    schedule(performance.now() - startedAt)
    return versions.learn(found)
  }
  const look = async (): Promise<Change<T>[]> => {
    const startedAt = performance.now()
    const { any, ...touched } = gathered.take()
    if (any || startedAt >= listAt) {
      listing.request()
      listAt = Number.POSITIVE_INFINITY
    }
    const list = listing.take()
    const isTouched = touched.names.length + touched.ids.length > 0
    const changes = [
      ...(isTouched ? await lookAtTouched(from, versions, touched, signal) : []),
      ...(list === undefined ? [] : await lookAtListed(from, versions, list, signal)),
    ]
    tookMs = performance.now() - startedAt
    if (list !== undefined && !listing.underWay) schedule(listing.tookMs)
    if (!isTouched && list === undefined) return []
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
      // What was taken is not known to have been seen.
      gathered.add(undefined)
      await pause(backOff.next(), signal)
      bell.pull()
      return []
    }
  }

  try {
    yield* await firstLook()
    yield { type: 'synced' }
    while (!signal.aborted) {
      await bell.wait(Math.min(SLOW_MS, Math.max(0, listAt - performance.now())), signal)
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
