import { type IncomingMessage, request } from 'node:http'
import { GazeError } from '../../../errors.ts'
import type { PodStatus } from '../../../pod/assignment.ts'

/** Server-sent events bring a heartbeat every 15 s; after this much silence nobody is there any more. */
const SILENCE_MS = 40_000
/** A status is a few hundred bytes. */
const MAX_LINE = 64 * 1024

const connect = (url: string, token: string, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' }
    const outgoing = request(url, { headers, agent: false, signal })
    outgoing.setTimeout(SILENCE_MS, () => outgoing.destroy(new GazeError('TIMEOUT', `${url} is silent`)))
    outgoing.once('error', reject).once('response', resolve)
    outgoing.end()
  })

/**
 * What a pod of ours says of itself: now, and at each change until it ends the answer.
 * @throws GazeError FAILED when it answers otherwise, TIMEOUT when it is silent; what the system says of the connection.
 */
export async function* readStatus(
  url: string,
  token: string,
  signal: AbortSignal,
): AsyncGenerator<PodStatus> {
  const response = await connect(url, token, signal)
  if (response.statusCode !== 200) {
    response.destroy()
    throw new GazeError('FAILED', `${url} answered ${response.statusCode}`)
  }
  response.setEncoding('utf8')
  let rest = ''
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE) throw new GazeError('FAILED', `${url} sends a line without end`)
    for (const line of lines)
      if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length)) as PodStatus
  }
}
