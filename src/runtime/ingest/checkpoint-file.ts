import { isCounts } from '../ledger/types.ts'
import { type LaneRecord, parseLaneRecords } from './lanes/lanes.ts'

/** What gaze-server keeps over restarts. */
export interface IngestCheckpoint {
  /** Names who counted; empty in a new file. */
  readonly server: string
  /** Written by an orderly end: nothing has happened since. */
  readonly clean: boolean
  readonly streams: Readonly<Record<string, LaneRecord>>
  readonly dropped: Readonly<Record<string, number>>
}

/** A checkpoint out of its file's JSON; what is damaged counts from 0. */
export const parseCheckpoint = (value: unknown): IngestCheckpoint => {
  if (typeof value !== 'object' || value === null)
    return { server: '', clean: true, streams: {}, dropped: {} }
  const { server, clean, streams, dropped } = value as Record<string, unknown>
  const counts = { captured: 0, processed: 0, inFlight: 0, dropped }
  return {
    server: typeof server === 'string' ? server : '',
    clean: clean === true,
    streams: parseLaneRecords(streams),
    dropped: isCounts(counts) ? counts.dropped : {},
  }
}
