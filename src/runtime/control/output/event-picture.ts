import type { TailedEvent } from './tailed-event.ts'

export interface PictureSource {
  /** What a pod answers to GET; undefined when it does not. */
  ask(pod: string, path: string): Promise<Buffer | undefined>
}

/** What a pod says that it has. */
interface KnownPictures {
  readonly ids: ReadonlySet<string>
  /** Milliseconds since 1970: what was logged before is known or gone. */
  readonly at: number
}

/** A pod that does not answer is asked again only after this. */
const AGAIN_MS = 1_000

const pathOf = (id: string): string => `/frames/${encodeURIComponent(id)}`

/** Fetches the pictures of events; undefined for one that is gone, with its pod or because newer ones took its place. */
export const createEventPicture = ({ ask }: PictureSource) => {
  const knownByPod = new Map<string, KnownPictures>()
  const awayAt = new Map<string, number>()

  const open = async (pod: string): Promise<KnownPictures | undefined> => {
    const at = Date.now()
    if (at - (awayAt.get(pod) ?? 0) < AGAIN_MS) return undefined
    const listed = await ask(pod, '/frames/')
    if (listed === undefined) {
      awayAt.set(pod, at)
      return undefined
    }
    const { ids } = JSON.parse(listed.toString('utf8')) as { ids: string[] }
    const known = { ids: new Set(ids), at }
    knownByPod.set(pod, known)
    return known
  }
  const fetchFrom = async (
    known: KnownPictures,
    { pod, event, loggedAt }: TailedEvent,
  ): Promise<Buffer | undefined> =>
    loggedAt < known.at && !known.ids.has(event.id) ? undefined : ask(pod, pathOf(event.id))

  return async (tailed: TailedEvent): Promise<Buffer | undefined> => {
    const known = knownByPod.get(tailed.pod)
    const first = known && (await fetchFrom(known, tailed))
    if (first !== undefined || (known !== undefined && tailed.loggedAt < known.at)) return first
    // The pod may have come back.
    const fresh = await open(tailed.pod)
    return fresh && fetchFrom(fresh, tailed)
  }
}
