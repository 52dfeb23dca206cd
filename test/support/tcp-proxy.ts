import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** Cuts every connection and refuses new ones until {@link resume}. */
  cut(): void
  resume(): void
  close(): Promise<void>
}

/** A way to a server that a test can cut without touching the server. */
export const startTcpProxy = async (host: string, port: number): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer((local) => {
    if (!open) return local.destroy()
    const remote = connect({ host, port })
    for (const [one, other] of [
      [local, remote],
      [remote, local],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    resume: () => {
      open = true
    },
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
