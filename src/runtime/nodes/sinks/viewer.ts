import { connect } from 'node:net'
import { Push } from 'zeromq'
import { GazeError, messageOf } from '../../errors.ts'
import type { NodeContext } from '../../pipeline/node.ts'
import { pause } from '../../service/pause.ts'
import { familyOf } from '../../wire/endpoint.ts'

/** How long opening waits for the viewer, so that it gets the first pictures too. */
const CONNECT_MS = 1_000
const PROBE_MS = 2_000
const LINGER_MS = 1_000

export type Message = readonly (string | Buffer)[]

export interface Viewer {
  connected(): boolean
  /** Never waits; a full queue drops its oldest. */
  send(message: Message): void
  /** Resolves when all was handed to the socket, or the viewer is gone. */
  flush(): Promise<void>
  close(): Promise<void>
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused by',
  ETIMEDOUT: 'no answer from',
  EHOSTUNREACH: 'no route to',
  ENETUNREACH: 'no route to',
  ENOTFOUND: 'no such host:',
  EAI_AGAIN: 'no such host:',
}

/** Why nobody answers there: ZeroMQ tries again and again without a word. */
const reasonOf = (host: string, port: number, address: string): Promise<string> =>
  new Promise((resolve) => {
    const probe = connect({ host, port, timeout: PROBE_MS })
    const say = (reason: string): void => {
      probe.destroy()
      resolve(reason)
    }
    probe.once('connect', () => say(`${address} does not answer as ZeroMQ does`))
    probe.once('timeout', () => say(`no answer from ${address}`))
    probe.once('error', (error: NodeJS.ErrnoException) =>
      say(`${REASONS[error.code ?? ''] ?? messageOf(error)} ${address}`),
    )
  })

const createSocket = (queue: number, address: string): Push =>
  // `immediate`: nothing piles up for a viewer that is not there.
  new Push({
    immediate: true,
    linger: LINGER_MS,
    sendHighWaterMark: queue,
    reconnectInterval: 100,
    reconnectMaxInterval: 2_000,
    ...familyOf(address),
  })

const connectTo = (socket: Push, address: string): void => {
  try {
    socket.connect(`tcp://${address}`)
  } catch (cause) {
    socket.close()
    throw new GazeError('SINK_FAILED', `${address} cannot be connected to`, { why: messageOf(cause), cause })
  }
}

/**
 * Connects a PUSH socket and says by `context.report` whether somebody is there.
 * @throws GazeError SINK_FAILED for an address that is none.
 */
export const connectViewer = async (
  address: string,
  size: number,
  context: Pick<NodeContext, 'drop' | 'report' | 'signal' | 'log'>,
): Promise<Viewer> => {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
  const port = Number(address.slice(colon + 1))
  const socket = createSocket(size, address)
  const queue: Message[] = []
  let [connected, closed, probing] = [false, false, false]
  let pumping: Promise<void> | undefined
  let firstWord = (): void => undefined
  const spoken = new Promise<void>((resolve) => {
    firstWord = resolve
  })

  const blocked = (message: string): void => {
    context.report({ state: 'blocked', message })
    firstWord()
  }
  const lost = (): void => {
    connected = false
    if (queue.length > 0) context.drop('no-viewer', queue.splice(0).length)
  }
  const ask = async (): Promise<void> => {
    if (probing || connected || closed) return
    probing = true
    const reason = await reasonOf(host, port, address)
    probing = false
    if (!connected && !closed) blocked(reason)
  }
  socket.events.on('handshake', () => {
    connected = true
    context.report({ state: 'ok', message: '' })
    firstWord()
  })
  socket.events.on('disconnect', () => {
    if (closed || !connected) return
    lost()
    blocked(`${address} has closed the connection`)
  })
  socket.events.on('connect:retry', () => void ask())

  const pump = async (): Promise<void> => {
    for (let message = queue.shift(); message && !closed; message = queue.shift()) {
      try {
        await socket.send([...message])
      } catch (error) {
        if (!closed) context.log.warn(`a picture could not be sent to ${address}: ${messageOf(error)}`)
        context.drop('send-failed')
      }
    }
  }
  const start = (): void => {
    pumping ??= pump().finally(() => {
      pumping = undefined
    })
  }
  const flush = async (): Promise<void> => {
    if (!pumping) return
    const over = new AbortController()
    const limit = pause(LINGER_MS, over.signal)
    await Promise.race([pumping, limit])
    over.abort()
  }

  // The monitor listens before the first connection, or it could miss it.
  connectTo(socket, address)
  const timer = setTimeout(firstWord, CONNECT_MS)
  context.signal.addEventListener('abort', firstWord, { once: true })
  await spoken
  clearTimeout(timer)
  context.signal.removeEventListener('abort', firstWord)
  if (!connected) void ask()
  return {
    connected: () => connected,
    send(message) {
      if (queue.length >= size) {
        queue.shift()
        context.drop('slow-viewer')
      }
      queue.push(message)
      start()
    },
    flush,
    async close() {
      if (connected) await flush()
      closed = true
      lost()
      socket.close()
    },
  }
}
