import type { StateDir } from '../../state-dir.ts'
import { askBytes, askProcess } from '../stack/ask.ts'
import type { TailedEvent } from './tail.ts'

export interface PictureSource {
  readonly dir: StateDir
  /** HTTP port of a pod that runs. */
  portOf(pod: string): Promise<number | undefined>
  readonly signal: AbortSignal
}

/** What a pod says that it has. */
interface Shelf {
  readonly port: number
  readonly ids: ReadonlySet<string>
  /** Milliseconds since 1970: what was logged before is on the shelf or gone. */
  readonly at: number
}

/** A pod that does not answer is asked again only after this. */
const AGAIN_MS = 1_000

const pathOf = (id: string): string => `/frames/${encodeURIComponent(id)}`

/** Fetches the pictures of events; undefined for one that is gone, with its pod or because newer ones took its place. */
export const createEventPicture = ({ dir, portOf, signal }: PictureSource) => {
  const shelves = new Map<string, Shelf>()
  const awayAt = new Map<string, number>()

  const open = async (pod: string): Promise<Shelf | undefined> => {
    const at = Date.now()
    if (at - (awayAt.get(pod) ?? 0) < AGAIN_MS) return undefined
    const port = await portOf(pod)
    const listed = port && (await askProcess<{ ids: string[] }>(dir, port, '/frames/', signal))
    if (port === undefined || !listed) {
      awayAt.set(pod, at)
      return undefined
    }
    const shelf = { port, ids: new Set(listed.ids), at }
    shelves.set(pod, shelf)
    return shelf
  }
  const fetchFrom = async (shelf: Shelf, { event, loggedAt }: TailedEvent): Promise<Buffer | undefined> =>
    loggedAt < shelf.at && !shelf.ids.has(event.id)
      ? undefined
      : askBytes(dir, shelf.port, pathOf(event.id), signal)

  return async (tailed: TailedEvent): Promise<Buffer | undefined> => {
    const known = shelves.get(tailed.pod)
    const first = known && (await fetchFrom(known, tailed))
    if (first !== undefined || (known !== undefined && tailed.loggedAt < known.at)) return first
    // The pod may have come back, on another port.
    const fresh = await open(tailed.pod)
    return fresh && fetchFrom(fresh, tailed)
  }
}
