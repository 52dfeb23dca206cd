import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a Kafka broker that can be cut and mended. */
export interface KafkaProxy {
  /** HOST:PORT */
  readonly address: string
  /** Refuses new connections and breaks those that are there. */
  cut(): Promise<void>
  /** Keeps connections, and lets nothing through. */
  hang(): void
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
  let server: Server | undefined

  const pass = (client: Socket): void => {
    const upstream = connect({ host: brokerHost, port: Number(port) })
    const split = frames()
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
      if (!hanging) upstream.write(data)
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
    address: `${ownHost}:${own}`,
    cut,
    hang: () => {
      hanging = true
    },
    mend: async () => {
      await cut()
      await listen()
    },
    close: cut,
  }
}
