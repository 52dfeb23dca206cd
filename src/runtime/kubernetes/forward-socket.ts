import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type WebSocket from 'ws'
import type { GazeError } from '../errors.ts'
import { parseStatus, statusError, transportError } from './api-error.ts'
import type { Connection } from './connection.ts'
import { pathOf } from './objects.ts'
import type { PodPort } from './find-pod.ts'
import { readAll } from './request.ts'

const PROTOCOL = 'v4.channel.k8s.io'
const HANDSHAKE_MS = 10_000
/** Bytes that wait for the cluster before the local side has to wait. */
const HIGH_WATER = 1024 * 1024
const DATA = Buffer.from([0])

const refused = async (what: string, response: IncomingMessage): Promise<GazeError> =>
  statusError(what, parseStatus(response.statusCode ?? 0, await readAll(response)))

/**
 * Opens the way to a port of a pod through the API server.
 * @throws GazeError PRECONDITION (no such pod), NOT_ALLOWED, CLUSTER_UNAVAILABLE
 */
export const dialPod = async (
  connection: Connection,
  namespace: string,
  { pod, port }: PodPort,
  signal: AbortSignal,
): Promise<WebSocket> => {
  const { default: Socket } = await import('ws')
  const { headers, ...options } = await connection.credentials(signal)
  const url = `${connection.server.replace(/^http/, 'ws').replace(/\/+$/, '')}${pathOf('Pod', namespace, pod)}/portforward?ports=${port}`
  signal.throwIfAborted()
  const socket = new Socket(url, PROTOCOL, {
    ...(options as WebSocket.ClientOptions),
    ...(headers === undefined ? {} : { headers: headers as Record<string, string> }),
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
  })
  socket.binaryType = 'nodebuffer'
  return new Promise((resolve, reject) => {
    const onAbort = (): void => socket.terminate()
    const settle = (): void => signal.removeEventListener('abort', onAbort)
    signal.addEventListener('abort', onAbort, { once: true })
    const what = `Port ${port} of pod ${pod} cannot be reached`
    socket.once('unexpected-response', (_, response) => {
      settle()
      refused(what, response).then(reject, reject)
    })
    socket.once('open', () => {
      settle()
      // Nothing may be lost before somebody reads.
      socket.pause()
      resolve(socket)
    })
    socket.on('error', (error) => {
      settle()
      reject(signal.aborted ? signal.reason : transportError(connection.server, error))
    })
  })
}

/** Channel 0 carries data, channel 1 what went wrong; the first message of each is its port. */
const createReader = (data: (bytes: Buffer) => void, failed: (why: string) => void) => {
  const begun = [false, false]
  return (message: Buffer): void => {
    const channel = message[0] ?? 0
    const bytes = message.subarray(begun[channel] === true ? 1 : 3)
    begun[channel] = true
    if (bytes.length === 0) return
    if (channel === 0) data(bytes)
    else failed(bytes.toString('utf8').trim())
  }
}

/** Carries bytes both ways until one side ends; resolves with what the cluster complained of, if it did. */
export const joinSockets = (local: Socket, remote: WebSocket): Promise<string | undefined> =>
  new Promise((resolve) => {
    let failure: string | undefined
    const read = createReader(
      (bytes) => {
        if (local.write(bytes)) return
        remote.pause()
        local.once('drain', () => remote.resume())
      },
      (why) => {
        failure = why
        remote.close()
      },
    )
    remote.on('message', (message) => read(message as Buffer))
    remote.once('close', () => {
      if (failure === undefined) local.end()
      else local.destroy()
      resolve(failure)
    })
    local.on('data', (chunk) => {
      remote.send(Buffer.concat([DATA, chunk]), () => {
        if (remote.bufferedAmount < HIGH_WATER) local.resume()
      })
      if (remote.bufferedAmount >= HIGH_WATER) local.pause()
    })
    // The protocol has no half-open state.
    if (local.destroyed) remote.terminate()
    local.once('close', () => remote.close())
    local.once('error', () => remote.terminate())
    remote.resume()
    local.resume()
  })
