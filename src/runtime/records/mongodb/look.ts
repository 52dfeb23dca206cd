import type { Change } from '../store.ts'
import type { Recorded } from '../types.ts'
import type { TouchedDocuments } from './touched.ts'
import type { Found, Versions } from './versions.ts'

export interface Watched<T extends Recorded> {
  all(signal: AbortSignal): Promise<Found<T>[]>
  /** Name and revision of all there are. */
  revisions(signal: AbortSignal): Promise<ReadonlyMap<string, number>>
  /** Those of these documents that are there. */
  fetch(documents: TouchedDocuments, signal: AbortSignal): Promise<Found<T>[]>
}

/** Lists names and revisions, compares, and fetches what differs. */
export const lookAtAll = async <T extends Recorded>(
  from: Watched<T>,
  versions: Versions<T>,
  signal: AbortSignal,
): Promise<Change<T>[]> => {
  // The first time, or with nothing there, everything is news.
  if (versions.size === 0) return versions.learn(await from.all(signal))
  const now = await from.revisions(signal)
  const found = await from.fetch({ names: versions.outdated(now), ids: [] }, signal)
  return [...versions.learn(found), ...versions.forgetOthers(now)]
}

/** Fetches what was touched: what is not there is gone. */
export const lookAtTouched = async <T extends Recorded>(
  from: Watched<T>,
  versions: Versions<T>,
  touched: TouchedDocuments,
  signal: AbortSignal,
): Promise<Change<T>[]> => {
  const found = await from.fetch(touched, signal)
  return [...versions.learn(found), ...versions.forgetMissing(touched, found)]
}
