import { Context, Pull, Router } from 'zeromq'
import { GazeError, messageOf } from '../errors.ts'
import { MAX_MESSAGE_BYTES } from '../wire/ingest-protocol.ts'
import type { Listen } from './settings.ts'

export interface IngestSockets {
  readonly context: Context
  /** Senders. */
  readonly pull: Pull
  /** Our pods. */
  readonly router: Router
  readonly ports: { readonly ingest: number; readonly pods: number }
  close(): void
}

/** libzmq's own limit is 1023; a v0 pod takes three. */
const MAX_SOCKETS = 16_384
/** Messages that libzmq holds of one sender while the program is busy. */
const RECEIVE_QUEUE = 64

/** @throws GazeError PORT_IN_USE, NOT_ALLOWED, FAILED: the port is named. */
export const openSockets = async (ingest: Listen, pods: Listen): Promise<IngestSockets> => {
  const context = new Context({ maxSockets: MAX_SOCKETS, ioThreads: 2, blocky: false })
  const pull = new Pull({
    context,
    receiveHighWaterMark: RECEIVE_QUEUE,
    maxMessageSize: MAX_MESSAGE_BYTES,
    linger: 0,
  })
  // `mandatory` refuses what is for a pod that is gone; the send timeout of 0 makes every send end at once.
  const router = new Router({
    context,
    mandatory: true,
    handover: true,
    sendTimeout: 0,
    sendHighWaterMark: 0,
    maxMessageSize: 1024 * 1024,
    linger: 0,
  })
  const close = (): void => {
    pull.close()
    router.close()
  }
  try {
    return {
      context,
      pull,
      router,
      close,
      ports: { ingest: await bind(pull, ingest), pods: await bind(router, pods) },
    }
  } catch (error) {
    close()
    throw error
  }
}

const bind = async (socket: Pull | Router, { host, port }: Listen): Promise<number> => {
  try {
    await socket.bind(`tcp://${host.includes(':') ? `[${host}]` : host}:${port === 0 ? '*' : port}`)
  } catch (error) {
    throw asBindError(error, host, port)
  }
  return Number(/:(\d+)$/.exec(socket.lastEndpoint ?? '')?.[1])
}

const asBindError = (cause: unknown, host: string, port: number): GazeError => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  const details = { host, port }
  if (code === 'EADDRINUSE')
    return new GazeError('PORT_IN_USE', `port ${port} on ${host} is in use`, {
      hint: 'stop the program that has it, or take another port',
      details,
      cause,
    })
  if (code === 'EACCES')
    return new GazeError('NOT_ALLOWED', `port ${port} on ${host} may not be opened`, { details, cause })
  return new GazeError('FAILED', `port ${port} on ${host} cannot be opened`, {
    why: messageOf(cause),
    details,
    cause,
  })
}
