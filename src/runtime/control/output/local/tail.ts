import { join } from 'node:path'
import type { LoggedEvent } from '../../../pod/event-log/format.ts'
import { pause } from '../../../service/pause.ts'
import type { GazeEvent } from '../../../wire/event.ts'
import type { LocalSite } from '../../site.ts'
import { tellNoEvents } from '../no-events.ts'
import type { TailedEvent, TailOptions } from '../tailed-event.ts'
import { typeFilter } from '../type-filter.ts'
import { openPodReader, type PodReader, podsWithEvents } from './pod-reader.ts'
import { requireStreams } from './require-streams.ts'

const POLL_MS = 200

/** Opens readers for pods that were not there the last time; they begin at their pod's first event. */
const createReaders = (eventsDir: string, { streams, since }: TailOptions) => {
  const readers = new Map<string, PodReader>()
  const discover = async (): Promise<void> => {
    for (const stream of streams) {
      for (const pod of await podsWithEvents(eventsDir, stream)) {
        const dir = join(eventsDir, stream, pod)
        if (!readers.has(dir)) readers.set(dir, await openPodReader(dir, stream, pod, since))
      }
    }
  }
  const close = async (): Promise<void> => {
    for (const reader of readers.values()) await reader.close()
  }
  return { discover, close, all: () => [...readers.values()] }
}

/** The reader whose next event was logged first; those that have none leave the set. */
const earliest = async (readers: Set<PodReader>): Promise<PodReader | undefined> => {
  let best: { reader: PodReader; next: LoggedEvent } | undefined
  for (const reader of readers) {
    const next = await reader.peek()
    if (next === undefined) readers.delete(reader)
    else if (best === undefined || next.loggedAt < best.next.loggedAt) best = { reader, next }
  }
  return best?.reader
}

/**
 * Events of all pods of the streams, past and present, each once and in its pod's order, pods merged by the time
 * of logging; with `follow` also those to come, until the signal aborts. It reads files, so pods need not live.
 * @throws GazeError STREAM_NOT_FOUND
 */
export async function* tailLocalEvents(site: LocalSite, options: TailOptions): AsyncGenerator<TailedEvent> {
  const { follow, signal, notice } = options
  await requireStreams(site, options.streams, follow)
  if (follow && (await site.absence()) !== undefined)
    notice('The local stack is not running; `gaze up` starts it.')
  await tellNoEvents(site, options.streams, notice)
  const isWanted = typeFilter(options.types)
  const readers = createReaders(site.dir.events, options)
  try {
    while (!signal.aborted) {
      await readers.discover()
      const round = new Set(readers.all())
      for (;;) {
        const reader = await earliest(round)
        if (reader === undefined || signal.aborted) break
        const { stream, pod } = reader
        const { event: logged, missing } = reader.take()
        if (missing > 0) notice(`${missing} events of ${pod} are gone: its event log was full`)
        const event = JSON.parse(logged.text) as GazeEvent
        if (isWanted(event.type))
          yield { stream, pod, offset: logged.offset, loggedAt: logged.loggedAt, event }
      }
      if (!follow) return
      await pause(POLL_MS, signal)
    }
  } finally {
    await readers.close()
  }
}
