import { setTimeout as sleep } from 'node:timers/promises'
import type { Site } from '../site.ts'
import { listStreams } from './list.ts'
import type { StreamView } from './view.ts'

const LOOK_MS = 250

/** A stream that is new or changed, or the name of one that is gone. */
export type StreamChange = { readonly stream: StreamView } | { readonly removed: string }

/** What makes a stream worth showing again; counters alone do not. */
const signature = ({ ledger: _l, pods, ...view }: StreamView): string =>
  JSON.stringify([view, pods.map(({ observedAt: _o, ...pod }) => pod)])

const pause = (signal: AbortSignal): Promise<void> =>
  sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)

/**
 * All streams, then each that changes, until the signal aborts. It looks again and again, since that the stack
 * was killed changes what is true and no record.
 */
export async function* watchStreams(site: Site, signal: AbortSignal): AsyncGenerator<StreamChange> {
  const known = new Map<string, string>()
  while (!signal.aborted) {
    const views = await listStreams(site, signal)
    const gone = new Set(known.keys())
    for (const stream of views) {
      gone.delete(stream.name)
      const now = signature(stream)
      if (known.get(stream.name) === now) continue
      known.set(stream.name, now)
      yield { stream }
    }
    for (const removed of gone) {
      known.delete(removed)
      yield { removed }
    }
    await pause(signal)
  }
}
