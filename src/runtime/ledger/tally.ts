import type { Counts } from './types.ts'

/** Counts that grow; captured = processed + inFlight + sum(dropped) at all times. */
export interface Tally {
  captured: number
  processed: number
  inFlight: number
  dropped: Record<string, number>
}

/** Continues from earlier counts: what was in flight then is `lost-in-crash`. */
export const resumeTally = (earlier?: Counts): Tally => {
  const tally: Tally = {
    captured: earlier?.captured ?? 0,
    processed: earlier?.processed ?? 0,
    inFlight: 0,
    dropped: {},
  }
  for (const [reason, count] of Object.entries(earlier?.dropped ?? {})) addDrop(tally.dropped, reason, count)
  if (earlier !== undefined && earlier.inFlight > 0) addDrop(tally.dropped, 'lost-in-crash', earlier.inFlight)
  return tally
}

/** From 0, but for what is in flight. */
export const restartTally = (tally: Tally): void => {
  Object.assign(tally, { captured: tally.inFlight, processed: 0, dropped: {} })
}

/** A reason without a frame is not listed. */
export const addDrop = (dropped: Record<string, number>, reason: string, count = 1): void => {
  if (count === 0) return
  dropped[reason] = (dropped[reason] ?? 0) + count
}

/** A frame that was in flight is dropped. */
export const dropInFlight = (tally: Tally, reason: string, count = 1): void => {
  tally.inFlight -= count
  addDrop(tally.dropped, reason, count)
}

/** Frames that come and go at once, or that never came. */
export const dropAtOnce = (tally: Tally, reason: string, count = 1): void => {
  tally.captured += count
  addDrop(tally.dropped, reason, count)
}

export const sumDropped = (dropped: Readonly<Record<string, number>>): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0)

export const isBalanced = (counts: Counts): boolean =>
  counts.captured === counts.processed + counts.inFlight + sumDropped(counts.dropped)

export const snapshotTally = (tally: Tally): Counts => ({ ...tally, dropped: { ...tally.dropped } })
