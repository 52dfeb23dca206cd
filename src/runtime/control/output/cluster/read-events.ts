import { type IncomingMessage, request } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { GazeError } from '../../../errors.ts'
import type { ClusterSite } from '../../site.ts'

export interface ReadRequest {
  readonly pod: string
  /** Offset of the first event that is wanted. */
  readonly from: number
  /** Milliseconds since 1970. */
  readonly since?: number | undefined
  readonly follow: boolean
  /** The pod has answered. */
  readonly opened?: () => void
}

export interface ReadEvent {
  readonly offset: number
  readonly loggedAt: number
  readonly text: string
}

const HTTP = 5002
/** A pod sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000

const open = (url: string, token: string, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, {
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
      agent: false,
      timeout: SILENCE_MS,
      signal,
    })
    outgoing.once('error', reject).once('response', resolve)
    outgoing.once('timeout', () => outgoing.destroy(new Error(`silent for ${SILENCE_MS / 1_000} s`)))
    outgoing.end()
  })

/** The fields of one server-sent event; undefined for a heartbeat. */
const parseEvent = (block: string): ReadEvent | undefined => {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const at = line.indexOf(': ')
      return at < 0 ? ['', ''] : [line.slice(0, at), line.slice(at + 2)]
    }),
  )
  const [id, text] = [fields.get('id'), fields.get('data')]
  if (id === undefined || text === undefined) return undefined
  return { offset: Number(id), loggedAt: Number(fields.get('logged') ?? 0), text }
}

/**
 * Events of one pod, some at a time, as it serves them (HTML Standard, 9.2 server-sent events).
 * @throws GazeError FAILED when it answers with anything else; what the connection says.
 */
export async function* readEvents(
  site: ClusterSite,
  { pod, from, since, follow, opened }: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<ReadEvent[]> {
  const [token, forward] = await Promise.all([site.token(), site.forward(pod, HTTP)])
  const query = `from=${from}${since === undefined ? '' : `&since=${since}`}&follow=${follow}`
  const response = await open(`http://127.0.0.1:${forward.port}/events?${query}`, token, signal)
  if (response.statusCode !== 200) {
    response.destroy()
    throw new GazeError('FAILED', `${pod} answered ${response.statusCode} when asked for its events`)
  }
  opened?.()
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const blocks = (rest + decoder.write(chunk)).split('\n\n')
    rest = blocks.pop() ?? ''
    const events = blocks.flatMap((block) => parseEvent(block) ?? [])
    if (events.length > 0) yield events
  }
}
