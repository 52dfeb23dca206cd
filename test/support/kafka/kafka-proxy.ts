import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a Kafka broker that can be cut and mended. */
export interface KafkaProxy {
  /** HOST:PORT */
  readonly address: string
  /** Refuses new connections and breaks those that are there. */
  cut(): Promise<void>
  /** Keeps connections, and lets nothing through. */
  hang(): void
  /** Answers each produce request itself, with that error of the protocol; 0: none any more. */
  refuse(code: number): void
  mend(): Promise<void>
  close(): Promise<void>
}

/** Whole messages of Kafka's protocol out of what arrives in pieces. */
const frames = (): ((data: Buffer) => Buffer[]) => {
  let rest = Buffer.alloc(0)
  return (data) => {
    rest = Buffer.concat([rest, data])
    const whole: Buffer[] = []
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      whole.push(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
    return whole
  }
}

/** As a broker says its address: the host with its length in front, the port in four bytes. */
const placeBytes = (host: string, port: number): Buffer => {
  const bytes = Buffer.alloc(2 + host.length + 4)
  bytes.writeInt16BE(host.length, 0)
  bytes.write(host, 2, 'latin1')
  bytes.writeInt32BE(port, 2 + host.length)
  return bytes
}

/** The new place may be longer; the frame says its length in front. */
const replaceAll = (frame: Buffer, from: Buffer, to: Buffer): Buffer => {
  const parts: Buffer[] = []
  let start = 4
  for (let at = frame.indexOf(from, start); at >= 0; at = frame.indexOf(from, start)) {
    parts.push(frame.subarray(start, at), to)
    start = at + from.length
  }
  if (parts.length === 0) return frame
  const body = Buffer.concat([...parts, frame.subarray(start)])
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}

const PRODUCE = 0

/** A string of the protocol: where it ends. */
const afterString = (frame: Buffer, at: number): number => at + 2 + Math.max(0, frame.readInt16BE(at))

/**
 * The answer to a produce request of one partition (version 3 to 7) with that error, and nothing stored; undefined for
 * any other request.
 */
const refusalOf = (frame: Buffer, code: number): Buffer | undefined => {
  if (code === 0 || frame.readInt16BE(4) !== PRODUCE) return undefined
  const version = frame.readInt16BE(6)
  const transaction = afterString(frame, 12)
  const topicAt = afterString(frame, transaction) + 2 + 4 + 4
  const topicEnd = afterString(frame, topicAt)
  const answer = Buffer.alloc(
    4 + 4 + topicEnd - topicAt + 4 + 4 + 2 + 8 + 8 + (version >= 5 ? 8 : 0) + 4,
    0xff,
  )
  let at = frame.copy(answer, 0, 8, 12)
  at = answer.writeInt32BE(1, at)
  at += frame.copy(answer, at, topicAt, topicEnd)
  at = answer.writeInt32BE(1, at)
  // The partition's number follows the count of partitions.
  at += frame.copy(answer, at, topicEnd + 4, topicEnd + 8)
  answer.writeInt16BE(code, at)
  answer.writeInt32BE(0, answer.length - 4)
  const length = Buffer.alloc(4)
  length.writeInt32BE(answer.length)
  return Buffer.concat([length, answer])
}

/**
 * Stands before the broker at HOST:PORT. A broker tells its clients where to connect, so its address is replaced by
 * the proxy's, which listens on `host`: that of the broker unless it is another.
 */
export const startKafkaProxy = async (broker: string, host?: string): Promise<KafkaProxy> => {
  const [brokerHost = '', port = ''] = broker.split(':')
  const ownHost = host ?? brokerHost
  const sockets = new Set<Socket>()
  let own = 0
  let hanging = false
  let refused = 0
  let server: Server | undefined

  const pass = (client: Socket): void => {
    const upstream = connect({ host: brokerHost, port: Number(port) })
    const [split, requests] = [frames(), frames()]
    const from = placeBytes(brokerHost, Number(port))
    const to = placeBytes(ownHost, own)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (data) => {
      for (const frame of requests(data)) {
        if (hanging) continue
        const refusal = refusalOf(frame, refused)
        if (refusal === undefined) upstream.write(frame)
        else client.write(refusal)
      }
    })
    upstream.on('data', (data) => {
      for (const frame of split(data)) if (!hanging) client.write(replaceAll(frame, from, to))
    })
  }
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const made = createServer(pass).once('error', reject)
      server = made
      made.listen(own, ownHost, () => {
        own = (made.address() as AddressInfo).port
        resolve()
      })
    })
  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      hanging = false
      for (const socket of sockets) socket.destroy()
      if (server === undefined) return resolve()
      server.close(() => resolve())
      server = undefined
    })
  await listen()
  return {
    address: `${ownHost.includes(':') ? `[${ownHost}]` : ownHost}:${own}`,
    cut,
    hang: () => {
      hanging = true
    },
    refuse: (code) => {
      refused = code
    },
    mend: async () => {
      await cut()
      await listen()
    },
    close: cut,
  }
}
