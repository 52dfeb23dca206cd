import { pause } from '../../service/pause.ts'
import type { Site } from '../site.ts'
import { viewStreams } from './list.ts'
import { type ListedStream, streamView } from './view.ts'

const LOOK_MS = { local: 250, kubernetes: 1_000 } as const
const NO_COUNTS = { captured: 0, processed: 0, inFlight: 0, dropped: {}, hops: [] }

/** What is new since the last look. */
export interface StreamChanges {
  readonly changed: readonly ListedStream[]
  readonly removed: readonly string[]
}

/** What makes a stream worth showing again; counters alone do not. */
const signature = ({ pods, ...view }: ListedStream): string =>
  JSON.stringify([view, pods.map(({ observedAt: _o, ...pod }) => pod)])

const look = async (site: Site, known: Map<string, string>, signal: AbortSignal): Promise<StreamChanges> => {
  const { streams, pods } = site.records
  const isLocal = site.kind === 'local'
  const [records, running, absence] = await Promise.all([
    streams.list(),
    pods.list(),
    isLocal ? site.absence() : undefined,
  ])
  const removed = [...known.keys()].filter((name) => records.every((record) => record.name !== name))
  for (const name of removed) known.delete(name)
  const changed = records.filter((record) => {
    const view = streamView(record, running, NO_COUNTS, { absence, reveal: false })
    const now = signature(view)
    if (known.get(record.name) === now) return false
    known.set(record.name, now)
    return true
  })
  if (changed.length === 0) return { removed, changed: [] }
  if (isLocal) return { removed, changed: await viewStreams(site, changed, false, signal) }
  return {
    removed,
    changed: changed.map((each) => streamView(each, running, null, { absence, reveal: false })),
  }
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
    await pause(LOOK_MS[site.kind], signal)
  }
}
