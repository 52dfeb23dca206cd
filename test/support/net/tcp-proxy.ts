import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

export interface TcpProxy {
  readonly port: number
  /** Cuts every connection and refuses new ones until {@link resume}. */
  cut(): void
  /** Lets nothing through, old connections and new ones, until {@link resume}: a server that hangs. */
  hang(): void
  resume(): void
  close(): Promise<void>
}

type Rewrite = (chunk: Buffer) => Buffer
const asItIs: Rewrite = (chunk) => chunk

/**
 * A way to a server that a test can cut without touching the server.
 * @param rewrite What is said on the way may be changed, chunk by chunk.
 */
export const startTcpProxy = async (
  host: string,
  port: number,
  rewrite: { readonly toServer?: Rewrite; readonly toClient?: Rewrite } = {},
): Promise<TcpProxy> => {
  const { toServer = asItIs, toClient = asItIs } = rewrite
  const sockets = new Set<Socket>()
  const held = new Set<() => void>()
  let open = true
  let hanging = false
  const through = (change: Rewrite): Transform =>
    new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const pass = (): void => done(null, change(chunk))
        if (hanging) held.add(pass)
        else pass()
      },
    })
  const server = createServer((local) => {
    if (!open) return local.destroy()
    const remote = connect({ host, port })
    for (const [one, other, change] of [
      [local, remote, toServer],
      [remote, local, toClient],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(through(change)).pipe(other)
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
    hang: () => {
      hanging = true
    },
    resume: () => {
      open = true
      hanging = false
      for (const pass of held) pass()
      held.clear()
    },
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
