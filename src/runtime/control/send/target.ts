import { GazeError, isGazeError } from '../../errors.ts'
import { KEY_BYTES } from '../../wire/ingest-protocol.ts'
import type { Stream } from '../../records/types.ts'
import { requireRecord } from '../not-found.ts'
import type { Site } from '../site.ts'
import { parseAddress } from '../stack/address.ts'

/** Whom frames go to. */
export interface SendTarget {
  readonly host: string
  readonly port: number
  readonly key: string
  /** Z85 of the server's CURVE key; empty where the port is plain. */
  readonly publicKey: string
  /** What the user should know before it starts, or empty. */
  readonly warning: string
}

/** Another gaze-server than that of the context. */
export interface Elsewhere {
  readonly to?: string | undefined
  readonly publicKey?: string | undefined
}

/**
 * Key and address for a stream's name, or for a key. The context gives what is not told.
 * @throws GazeError STREAM_NOT_FOUND, NOT_RUNNING, PRECONDITION (the stream reads its source itself), USAGE.
 */
export const findTarget = async (
  site: Site,
  nameOrKey: string,
  { to, publicKey }: Elsewhere,
): Promise<SendTarget> => {
  if (publicKey !== undefined && to === undefined)
    throw new GazeError('USAGE', '--public-key needs --to', {
      why: 'Without it the context gives both the address and the key of its server',
      hint: 'Add --to HOST:PORT, or leave --public-key away',
    })
  const address = to === undefined ? undefined : parseAddress('--to', to)
  const stream = await findStream(site, nameOrKey, address !== undefined)
  const key = stream?.key ?? nameOrKey
  if (address !== undefined)
    return {
      ...address,
      key,
      publicKey: publicKey ?? (await site.publicKeyOf(address.port)),
      warning: warningFor(stream),
    }
  return { ...(await site.intake()), key, warning: warningFor(stream) }
}

/** The stream of that name or key; undefined where it is a key of another place. */
const findStream = async (site: Site, nameOrKey: string, elsewhere: boolean): Promise<Stream | undefined> => {
  const named = await site.records.streams.get(nameOrKey)
  const keyed = async () => (await site.records.streams.list()).find(({ key }) => key === nameOrKey)
  const stream = named ?? (await keyed())
  if (stream === undefined && elsewhere && isKey(nameOrKey)) return undefined
  const found = stream ?? (await requireRecord('stream', site.records.streams, nameOrKey))
  if (found.source === 'push') return found
  const what =
    found.source === 'pipeline' ? 'its pipeline has a source of its own' : `it reads ${found.source}`
  throw new GazeError('PRECONDITION', `Stream "${found.name}" takes no frames from senders`, {
    why: what,
    hint: `gaze stream scale ${found.name} --source push`,
  })
}

const isKey = (text: string): boolean => Buffer.byteLength(text) === KEY_BYTES && /^[\x21-\x7e]+$/.test(text)

const warningFor = (stream: Stream | undefined): string =>
  stream?.replicas === 0 ? `Stream "${stream.name}" is stopped (0 replicas): its frames are dropped` : ''

const isAway = (error: unknown): boolean =>
  isGazeError(error, 'STORE_UNAVAILABLE') || isGazeError(error, 'CLUSTER_UNAVAILABLE')

/** With an address and a key, nothing has to be recorded here: a store that cannot be opened is no hindrance. */
export const targetWithoutSite = (
  error: unknown,
  nameOrKey: string,
  { to, publicKey = '' }: Elsewhere,
): SendTarget => {
  if (to === undefined || !isKey(nameOrKey) || !isAway(error)) throw error
  return { ...parseAddress('--to', to), key: nameOrKey, publicKey, warning: '' }
}
