import { Context, Pull, Router } from 'zeromq'
import { GazeError, messageOf } from '../errors.ts'
import { familyOf, tcpEndpoint } from '../wire/endpoint.ts'
import { MAX_MESSAGE_BYTES } from '../wire/ingest-protocol.ts'
import type { IngestConfig } from './read-settings.ts'
import type { IngestPorts, Listen } from './settings.ts'

export interface IngestSockets {
  readonly context: Context
  /** Senders: in clear, by CURVE, or both. */
  readonly pulls: readonly Pull[]
  /** Our pods. */
  readonly router: Router
  readonly ports: Omit<IngestPorts, 'http'>
  close(): void
}

/** libzmq's own limit is 1023; a v0 pod takes three. */
const MAX_SOCKETS = 16_384
/** Messages that libzmq holds of one sender while the program is busy. */
const RECEIVE_QUEUE = 64

/** @throws GazeError PORT_IN_USE, NOT_ALLOWED, FAILED: the port is named. */
export const openSockets = async (config: IngestConfig): Promise<IngestSockets> => {
  const context = new Context({ maxSockets: MAX_SOCKETS, ioThreads: 2, blocky: false })
  const { curveSecretKey, pods } = config
  const curve = curveSecretKey === undefined ? {} : { curveServer: true, curveSecretKey }
  const pulls: Pull[] = []
  const listen = async (where: Listen | undefined, security: object): Promise<number> => {
    if (where === undefined) return 0
    const pull = new Pull({
      context,
      receiveHighWaterMark: RECEIVE_QUEUE,
      maxMessageSize: MAX_MESSAGE_BYTES,
      linger: 0,
      ...security,
    })
    pulls.push(pull)
    return bind(pull, where)
  }
  // `mandatory` refuses what is for a pod that is gone; the send timeout of 0 makes every send end at once.
  const router = new Router({
    context,
    mandatory: true,
    handover: true,
    sendTimeout: 0,
    sendHighWaterMark: 0,
    maxMessageSize: 1024 * 1024,
    linger: 0,
    ...curve,
  })
  const close = (): void => {
    for (const socket of [...pulls, router]) socket.close()
  }
  try {
    const ingest = await listen(config.ingest, {})
    const secureIngest = await listen(config.secureIngest, curve)
    return { context, pulls, router, close, ports: { ingest, secureIngest, pods: await bind(router, pods) } }
  } catch (error) {
    close()
    throw error
  }
}

const bind = async (socket: Pull | Router, { host, port }: Listen): Promise<number> => {
  try {
    const endpoint = tcpEndpoint(host, port === 0 ? '*' : port)
    await Object.assign(socket, familyOf(endpoint)).bind(endpoint)
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
