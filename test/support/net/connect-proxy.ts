import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface ConnectProxy {
  readonly url: string
  /** `HOST:PORT` of each tunnel that was asked for. */
  readonly tunnels: readonly string[]
  /** Those that are open now. */
  readonly open: ReadonlySet<Socket>
  close(): Promise<void>
}

/** An HTTP proxy that knows CONNECT alone (RFC 9110, 9.3.6). */
export const startConnectProxy = async (): Promise<ConnectProxy> => {
  const tunnels: string[] = []
  const open = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', (request, local: Socket, head: Buffer) => {
    const target = request.url ?? ''
    tunnels.push(target)
    const [host = '', port] = target.split(':')
    const remote = connect({ host, port: Number(port) }, () => {
      local.write('HTTP/1.1 200 Connection established\r\n\r\n')
      remote.write(head)
      local.pipe(remote).pipe(local)
    })
    open.add(local)
    for (const [one, other] of [
      [local, remote],
      [remote, local],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(local)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    open,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
