import { unlinkSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import { ensureDir, fsyncDir } from '../../service/files.ts'
import type { Logger } from '../../service/log.ts'
import type { GazeEvent } from '../../wire/event.ts'
import { encodeRecord, MAX_TEXT_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './format.ts'
import { recover } from './recover.ts'
import { createSegment, reopenSegment, type SegmentFile } from './segment-file.ts'
import type { Segment } from './segments.ts'

export interface EventLogOptions {
  readonly dir: string
  readonly log: Logger
  /** A new segment begins when one would grow over this. */
  readonly segmentBytes?: number
  /** Of all segments; the oldest go when it is passed. */
  readonly maxBytes?: number
  /** Unix time in milliseconds. */
  readonly now?: () => number
}

export interface EventLogState {
  /** Since the start of the process. */
  readonly written: number
  /** Could not be written, by reason: `event-log-full`, `event-log-failed`, `event-too-large`. */
  readonly discarded: Readonly<Record<string, number>>
  /** Were written once and had to go for newer ones. */
  readonly expired: number
  /** The oldest that is still there, and the one that comes next. */
  readonly startOffset: number
  readonly endOffset: number
  readonly bytes: number
  /** What is wrong now, or empty. */
  readonly problem: string
}

/**
 * The events of a pod, append-only. What `append` counted as written survives the death of the process by any
 * signal; a power loss can take the last second (fsync runs each second and at close).
 */
export interface EventLog {
  /** Never throws: what cannot be written is counted, and the next call tries again. Gives how many were written. */
  append(events: readonly GazeEvent[]): number
  state(): EventLogState
  close(): Promise<void>
}

const SEGMENT_BYTES = 4 * 1024 * 1024
const MAX_BYTES = 64 * 1024 * 1024
const SYNC_MS = 1_000
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

const reasonOf = (error: unknown): string =>
  FULL.has((error as NodeJS.ErrnoException).code ?? '') ? 'event-log-full' : 'event-log-failed'

interface Old extends Segment {
  readonly bytes: number
}

/** @throws the system's error when the directory cannot be made or read; full disks only show in `state`. */
export const openEventLog = async (options: EventLogOptions): Promise<EventLog> => {
  const { dir, log, segmentBytes = SEGMENT_BYTES, maxBytes = MAX_BYTES, now = Date.now } = options
  await ensureDir(dir)
  const found = await recover(dir)
  if (found.cutBytes > 0) log.warn('cut a torn tail off the event log', { bytes: found.cutBytes })

  const last = found.segments.at(-1)
  let current: SegmentFile | undefined = last && reopenSegment(last, last.bytes)
  const old: Old[] = found.segments.slice(0, -1)
  const closing = new Set<Promise<void>>()
  const discarded: Record<string, number> = {}
  let { nextOffset } = found
  let written = 0
  let expired = 0
  let problem = ''

  const say = (next: string): void => {
    if (next !== problem && next !== '') log.error('events cannot be logged', { problem: next })
    if (next === '' && problem !== '') log.info('events are logged again', { discarded })
    problem = next
  }
  const discard = (reason: string, count: number): void => {
    if (count > 0) discarded[reason] = (discarded[reason] ?? 0) + count
  }
  const failed = (error: unknown): void => say(`${reasonOf(error)}: ${messageOf(error)}`)

  const expire = (): void => {
    // Room is kept for the current segment at its full size.
    let total = old.reduce((sum, { bytes }) => sum + bytes, segmentBytes)
    while (total > maxBytes && old.length > 0) {
      const [oldest] = old.splice(0, 1) as [Old]
      unlinkSync(oldest.path)
      total -= oldest.bytes
      const count = (old[0]?.base ?? current?.base ?? nextOffset) - oldest.base
      expired += count
      log.info('the oldest events had to go', { count, expired })
    }
  }

  const rotate = (base: number): SegmentFile => {
    const next = createSegment(dir, base)
    if (current !== undefined) old.push({ base: current.base, path: current.path, bytes: current.bytes() })
    const settled: Promise<void> = Promise.all([current?.close(), fsyncDir(dir)])
      .then(() => {}, failed)
      .finally(() => closing.delete(settled))
    closing.add(settled)
    current = next
    expire()
    return next
  }

  const write = (records: readonly Buffer[], base: number): void => {
    const data = Buffer.concat(records)
    const fits =
      current !== undefined &&
      (current.bytes() <= SEGMENT_HEADER_BYTES || current.bytes() + data.length <= segmentBytes)
    const target = fits ? current! : rotate(base)
    target.append(data)
  }

  const append = (events: readonly GazeEvent[]): number => {
    const base = nextOffset
    const loggedAt = now()
    const records = events.map((event, at) =>
      encodeRecord({ offset: base + at, loggedAt, text: JSON.stringify(event) }),
    )
    nextOffset += events.length
    const whole = records.filter(({ length }) => length <= MAX_TEXT_BYTES + RECORD_HEADER_BYTES)
    discard('event-too-large', records.length - whole.length)
    if (whole.length === 0) return 0
    try {
      write(whole, base)
    } catch (error) {
      discard(reasonOf(error), whole.length)
      failed(error)
      return 0
    }
    say('')
    written += whole.length
    return whole.length
  }

  const timer = setInterval(() => void current?.sync().catch(failed), SYNC_MS).unref()

  return {
    append,
    state: () => ({
      written,
      discarded: { ...discarded },
      expired,
      startOffset: old[0]?.base ?? current?.base ?? nextOffset,
      endOffset: nextOffset,
      bytes: old.reduce((sum, { bytes }) => sum + bytes, current?.bytes() ?? 0),
      problem,
    }),
    close: async () => {
      clearInterval(timer)
      await Promise.all(closing)
      await current?.close()
      current = undefined
    },
  }
}
