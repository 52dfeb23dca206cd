import { curveKeyPair, Push } from 'zeromq'
import { GazeError } from '../../errors.ts'
import { familyOf, tcpEndpoint } from '../../wire/endpoint.ts'
import type { SenderHeader } from '../../wire/ingest-protocol.ts'
import type { Wire } from '../../records/types.ts'
import type { SendTarget } from './target.ts'

/** A sender's way to gaze-server. */
export interface SendConnection {
  /** Hands the frame over if there is room for it; false where it has to be skipped. */
  send(header: SenderHeader, jpeg: Uint8Array): boolean
  /** Gives what was handed over until {@link LINGER_MS} to leave. */
  close(): void
}

const CONNECT_MS = 5_000
const LINGER_MS = 5_000
/** Frames that wait here; few, so that those that arrive are new. */
const QUEUE = 8

/** Connects. @throws GazeError NOT_RUNNING when nobody listens there; the reason of `signal`. */
export const connectSender = async (
  { host, port, key, publicKey }: SendTarget,
  wire: Wire,
  onConnection: (there: boolean) => void,
  signal: AbortSignal,
): Promise<SendConnection> => {
  const address = tcpEndpoint(host, port)
  const socket = new Push({
    immediate: true,
    sendHighWaterMark: QUEUE,
    sendTimeout: 0,
    linger: LINGER_MS,
    ...familyOf(address),
  })
  if (publicKey !== '') showKeys(socket, publicKey)
  try {
    await connected(socket, address, signal)
  } catch (error) {
    socket.linger = 0
    socket.close()
    throw error
  }
  socket.events.on('handshake', () => onConnection(true))
  socket.events.on('disconnect', () => onConnection(false))
  const parts = (header: SenderHeader, jpeg: Uint8Array): Buffer | (string | Buffer)[] =>
    wire === 'v0'
      ? Buffer.concat([Buffer.from(key, 'latin1'), jpeg])
      : [key, JSON.stringify(header), Buffer.from(jpeg)]
  return {
    send: (header, jpeg) => {
      if (!socket.writable) return false
      // There is room, so this ends at once and cannot be refused but by the end of the connection.
      socket.send(parts(header, jpeg)).catch(() => {})
      return true
    },
    close: () => socket.close(),
  }
}

/** Any sender that knows the server's key is let in; its own is new each time. */
const showKeys = (socket: Push, serverKey: string): void => {
  const { publicKey, secretKey } = curveKeyPair()
  Object.assign(socket, { curveServerKey: serverKey, curvePublicKey: publicKey, curveSecretKey: secretKey })
}

const connected = (socket: Push, address: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (end: () => void) => (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      end()
    }
    const nobody = (): GazeError =>
      new GazeError('NOT_RUNNING', `Nothing takes frames at ${address.slice('tcp://'.length)}`, {
        why: `no connection within ${CONNECT_MS / 1000} s`,
        hint: 'gaze status shows whether gaze-server runs and where',
      })
    const timer = setTimeout(() => settle(() => reject(nobody()))(), CONNECT_MS)
    const aborted = (): void => settle(() => reject(signal.reason))()
    signal.addEventListener('abort', aborted, { once: true })
    socket.events.on('handshake', settle(resolve))
    socket.connect(address)
    if (signal.aborted) aborted()
  })
