import { type IncomingMessage, request } from 'node:http'
import { GazeError, messageOf } from '../errors.ts'
import { type TimeLimit, timeLimit } from './time-limit.ts'

export interface Call {
  readonly method?: 'GET' | 'POST'
  readonly url: string
  readonly token: string
  readonly body?: unknown
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

const MAX_REPLY_BYTES = 16 * 1024 * 1024

const send = (call: Call, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request(call.url, {
      method: call.method ?? 'GET',
      headers: { Authorization: `Bearer ${call.token}`, 'Content-Type': 'application/json' },
      agent: false,
      signal,
    })
    outgoing.once('error', reject).once('response', resolve)
    outgoing.end(call.body === undefined ? undefined : JSON.stringify(call.body))
  })

const bytesOf = async (response: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_REPLY_BYTES) throw new GazeError('FAILED', 'the reply is over 16 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const codeOf = (status: number): 'NOT_ALLOWED' | 'FAILED' =>
  status === 401 || status === 403 ? 'NOT_ALLOWED' : 'FAILED'

const asGazeError = (error: unknown, call: Call, limit: TimeLimit): unknown => {
  if (error instanceof GazeError || call.signal.aborted) return error
  if (limit.expired()) {
    return new GazeError('TIMEOUT', `${call.url} did not answer within ${call.timeoutMs} ms`, {
      cause: error,
    })
  }
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') {
    return new GazeError('NOT_RUNNING', `nothing answers at ${call.url}`, {
      why: messageOf(error),
      cause: error,
    })
  }
  return new GazeError('FAILED', `${call.url} cannot be asked`, { why: messageOf(error), cause: error })
}

const isGood = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300

const refusal = ({ url }: Call, { statusCode: status = 0 }: IncomingMessage, body: Buffer): GazeError =>
  new GazeError(codeOf(status), `${url} answered ${status}`, {
    why: body.toString('utf8').trim().slice(0, 500),
    details: { status },
  })

/**
 * Asks an HTTP port of ours for what is large, and gives it part by part; `timeoutMs` is for each of them.
 * @throws GazeError as {@link callBytes}
 */
export async function* callParts(call: Call): AsyncGenerator<Uint8Array> {
  const limit = timeLimit(call.signal, call.timeoutMs)
  try {
    const response = await send(call, limit.signal)
    if (!isGood(response)) throw refusal(call, response, await bytesOf(response))
    limit.clear()
    const end = (): void => void response.destroy()
    call.signal.addEventListener('abort', end, { once: true })
    response.once('close', () => call.signal.removeEventListener('abort', end))
    response.setTimeout(call.timeoutMs, () =>
      response.destroy(new GazeError('TIMEOUT', `${call.url} sent nothing for ${call.timeoutMs} ms`)),
    )
    for await (const part of response as AsyncIterable<Buffer>) yield part
  } catch (error) {
    throw asGazeError(error, call, limit)
  } finally {
    limit.clear()
  }
}

/**
 * Asks an HTTP port of ours for the bytes of a good reply.
 * @throws GazeError TIMEOUT, NOT_RUNNING (nothing listens), NOT_ALLOWED (401, 403), FAILED; the reason of `signal`.
 */
export const callBytes = async (call: Call): Promise<Buffer> => {
  const limit = timeLimit(call.signal, call.timeoutMs)
  try {
    const response = await send(call, limit.signal)
    const bytes = await bytesOf(response)
    if (isGood(response)) return bytes
    throw refusal(call, response, bytes)
  } catch (error) {
    throw asGazeError(error, call, limit)
  } finally {
    limit.clear()
  }
}

/** The same for JSON; the caller vouches for the type. */
export const callJson = async <T>(call: Call): Promise<T> => {
  const bytes = await callBytes(call)
  try {
    return JSON.parse(bytes.toString('utf8')) as T
  } catch (error) {
    const why = messageOf(error)
    throw new GazeError('FAILED', `${call.url} did not answer with JSON`, { why, cause: error })
  }
}

export const getJson = <T>(url: string, token: string, signal: AbortSignal, timeoutMs: number): Promise<T> =>
  callJson<T>({ url, token, signal, timeoutMs })
