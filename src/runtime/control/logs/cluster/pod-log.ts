import type { IncomingMessage } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { type KubeClient, queryOf } from '../../../kubernetes/client.ts'
import { pathOf } from '../../../kubernetes/objects.ts'
import { GazeError } from '../../../errors.ts'
import type { WrittenLine } from '../log-line.ts'
import type { ContainerLog } from './containers.ts'

export interface PodLogRequest extends Pick<ContainerLog, 'pod' | 'uid' | 'sharesName' | 'container'> {
  readonly follow: boolean
  /** The run before the present one. */
  readonly previous?: boolean
  /** RFC 3339; the API knows whole seconds only. */
  readonly sinceTime?: string
  readonly sinceSeconds?: number
  readonly tailLines?: number
}

const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) ?/

const inUtc = (seconds: string, zone: string): string =>
  zone === 'Z' || zone === '+00:00' ? seconds : new Date(`${seconds}${zone}`).toISOString().slice(0, 19)

/** How nodes that live in UTC, as most do, write it. */
const USUAL_STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /
const USUAL_LENGTH = '2026-01-02T03:04:05.123456789Z '.length

/** Its time is that of the node, in nanoseconds; texts compare as times do. Undefined for what has no time in front. */
export const parseStamped = (line: string): WrittenLine | undefined => {
  if (USUAL_STAMP.test(line)) return { time: line.slice(0, USUAL_LENGTH - 1), text: line.slice(USUAL_LENGTH) }
  const match = STAMP.exec(line)
  if (match === null) return undefined
  const [stamp, seconds = '', fraction = '', zone = ''] = match
  return { time: `${inUtc(seconds, zone)}.${fraction.padEnd(9, '0')}Z`, text: line.slice(stamp.length) }
}

const pathFor = (namespace: string, request: PodLogRequest): string => {
  const { pod, container, follow, previous, sinceTime, sinceSeconds, tailLines } = request
  const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))
  const query = queryOf({
    ...{ container, timestamps: 'true', sinceTime },
    follow: follow ? 'true' : undefined,
    previous: text(previous),
    sinceSeconds: text(sinceSeconds),
    tailLines: text(tailLines),
  })
  return `${pathOf('Pod', namespace, pod)}/log${query}`
}

/** The API gives the log of whichever pod has the name. */
const isThere = async (client: KubeClient, { pod, uid }: PodLogRequest): Promise<boolean> =>
  (await client.get('Pod', pod))?.metadata?.uid === uid

/**
 * The log of one container; a node answers with the run that it has then, and follows that run only.
 * @throws GazeError CLUSTER_UNAVAILABLE, NOT_ALLOWED, and with `details.status` 400 (has not started) or 404 (is gone).
 */
export const openPodLog = async (
  client: KubeClient,
  request: PodLogRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> => {
  const what = `The log of ${request.pod} cannot be read`
  const response = await client.open(pathFor(client.namespace, request), what, signal)
  // Asked afterwards: a pod that is there now was there when its log was opened.
  if (!request.sharesName || (await isThere(client, request))) return response
  response.destroy()
  throw new GazeError('PRECONDITION', what, { why: 'The pod was replaced', details: { status: 404 } })
}

/**
 * The lines of a log that was opened, some at a time. One that a lost connection has cut is not given.
 * @param remark Told what the node says about the log, which is no line of it.
 */
export async function* linesOf(
  response: IncomingMessage,
  remark: (text: string) => void,
): AsyncGenerator<WrittenLine[]> {
  const decoder = new StringDecoder('utf8')
  const stamped = (lines: readonly string[]): WrittenLine[] => {
    const written: WrittenLine[] = []
    for (const line of lines) {
      const parsed = parseStamped(line)
      if (parsed !== undefined) written.push(parsed)
      else if (line !== '') remark(line)
    }
    return written
  }
  let rest = ''
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield stamped(lines)
  }
  if (rest !== '') yield stamped([rest])
}
