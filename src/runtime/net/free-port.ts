import { createServer } from 'node:net'

/** Whether a TCP port can be bound now. */
export const canBind = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })

/** A TCP port of loopback that nobody has; `not` are those promised to others. */
export const freePort = (not: ReadonlySet<number> = new Set(), host = '127.0.0.1'): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port: 0 }, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(not.has(port) ? freePort(not, host) : port))
    })
  })
