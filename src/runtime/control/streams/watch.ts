import { pause } from '../../service/pause.ts'
import type { Site } from '../site.ts'
import { viewStreams } from './list.ts'
import { type StreamView, streamView } from './view.ts'

const LOOK_MS = 250
const NO_COUNTS = { captured: 0, processed: 0, inFlight: 0, dropped: {}, hops: [] }

/** What is new since the last look. */
export interface StreamChanges {
  readonly changed: readonly StreamView[]
  readonly removed: readonly string[]
}

/** What makes a stream worth showing again; counters alone do not. */
const signature = ({ pods, ...view }: StreamView): string =>
  JSON.stringify([view, pods.map(({ observedAt: _o, ...pod }) => pod)])

const look = async (site: Site, known: Map<string, string>, signal: AbortSignal): Promise<StreamChanges> => {
  const { streams, pods } = site.records
  const [records, running, stack] = await Promise.all([streams.list(), pods.list(), site.stack()])
  const removed = [...known.keys()].filter((name) => records.every((record) => record.name !== name))
  for (const name of removed) known.delete(name)
  const changed = records.filter((record) => {
    const view = streamView(record, running, NO_COUNTS, { running: stack !== undefined, reveal: false })
    const now = signature(view)
    if (known.get(record.name) === now) return false
    known.set(record.name, now)
    return true
  })
  return { removed, changed: changed.length === 0 ? [] : await viewStreams(site, changed, false, signal) }
}

/**
 * All streams, then those that change, until the signal aborts. It looks again and again, since a stack that was
 * killed changes what is true and no record.
 */
export async function* watchStreams(site: Site, signal: AbortSignal): AsyncGenerator<StreamChanges> {
  const known = new Map<string, string>()
  while (!signal.aborted) {
    const changes = await look(site, known, signal)
    if (changes.changed.length + changes.removed.length > 0) yield changes
    await pause(LOOK_MS, signal)
  }
}
