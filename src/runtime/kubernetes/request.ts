import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { GazeError, isGazeError } from '../errors.ts'
import { timeLimit } from '../service/time-limit.ts'
import { parseAnswer, parseStatus, statusError, transportError } from './api-error.ts'
import { type ApiCall, type Connection, isWrite } from './connection.ts'

export interface Request extends ApiCall {
  /** For the message of a failure: "Deployment gaze-door cannot be read". */
  readonly what: string
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000
const MAX_BYTES = 256 * 1024 * 1024
/** An API server that is asked too much says when to come again. */
const BUSY_TRIES = 3
const MOST_BUSY_MS = 5_000

export const readAll = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) throw new GazeError('FAILED', 'The answer of the cluster is over 256 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const isGood = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300

const afterMs = (response: IncomingMessage): number =>
  Math.min(MOST_BUSY_MS, Math.max(100, Number(response.headers['retry-after'] ?? 1) * 1_000))

/**
 * The answer to read on, as of a watch or a log; it ends with the signal and has no time limit.
 * @throws GazeError as {@link ask}.
 */
export const open = async (connection: Connection, request: Request): Promise<IncomingMessage> => {
  for (let tries = 1; ; tries += 1) {
    const response = await connection.call(request)
    if (isGood(response)) return response
    const text = await readAll(response)
    if (response.statusCode !== 429 || tries === BUSY_TRIES)
      throw statusError(request.what, parseStatus(response.statusCode ?? 0, text))
    await sleep(afterMs(response), undefined, { signal: request.signal })
  }
}

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

/**
 * Asks for JSON; the caller vouches for the type.
 * @throws GazeError NOT_ALLOWED, CONFLICT, PRECONDITION (not there), CLUSTER_UNAVAILABLE, FAILED; the reason of the signal.
 */
export const ask = async <T>(connection: Connection, request: Request): Promise<Answer<T>> => {
  const limit = timeLimit(request.signal, request.timeoutMs ?? TIMEOUT_MS)
  try {
    const response = await open(connection, { ...request, signal: limit.signal })
    const text = await readAll(response)
    return { status: response.statusCode ?? 0, body: parseAnswer<T>(connection.server, text) }
  } catch (error) {
    request.signal.throwIfAborted()
    const late = limit.expired() && !isGazeError(error)
    const failure = late
      ? Object.assign(new Error('no answer in time', { cause: error }), { code: 'ETIMEDOUT' })
      : error
    throw transportError(connection.server, failure, isWrite(request))
  } finally {
    limit.clear()
  }
}
