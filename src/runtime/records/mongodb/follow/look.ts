import type { Change } from '../../store.ts'
import type { Recorded } from '../../types.ts'
import type { TouchedDocuments } from './touched.ts'
import type { Found, Versions } from './versions.ts'

export interface Watched<T extends Recorded> {
  all(signal: AbortSignal): Promise<Found<T>[]>
  /** Name and revision of all there are. */
  revisions(signal: AbortSignal): Promise<ReadonlyMap<string, number>>
  /** Those of these documents that are there. */
  fetch(documents: TouchedDocuments, signal: AbortSignal): Promise<Found<T>[]>
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

/** Compares with a list of names and revisions, and fetches what differs; the list may be of some time ago. */
export const lookAtListed = async <T extends Recorded>(
  from: Watched<T>,
  versions: Versions<T>,
  list: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<Change<T>[]> => lookAtTouched(from, versions, { names: versions.differing(list), ids: [] }, signal)
