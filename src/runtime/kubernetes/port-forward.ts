import { type AddressInfo, createServer, type Socket } from 'node:net'
import { once, setMaxListeners } from 'node:events'
import { isGazeError, messageOf } from '../errors.ts'
import { pause } from '../service/pause.ts'
import { createRetryBackOff } from '../process/retry-back-off.ts'
import { apiStatus } from './api-error.ts'
import type { KubeClient } from './client.ts'
import { dialPod, joinSockets } from './forward-socket.ts'
import { findPod, type ForwardTarget, type PodPort } from './find-pod.ts'

export interface Forward {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Connections that it carries now. */
  connections(): number
  /** Ends every connection; also done by the signal. */
  close(): void
}

export interface ForwardOptions {
  readonly signal: AbortSignal
  /** Why a connection could not be made, or was lost on the way. */
  trouble?(why: string): void
}

/** A pod that is replaced needs that long to be ready again. */
const RETRY_FOR_MS = 20_000
const RETRY = { firstMs: 100, mostMs: 2_000 }

/** What another look may mend: the pod is gone, not ready yet, or the cluster is away for a moment. */
const isPassing = (error: unknown): boolean =>
  isGazeError(error, 'NOT_RUNNING') || isGazeError(error, 'CLUSTER_UNAVAILABLE') || apiStatus(error) === 404

/**
 * Listens on a free port of loopback and carries each connection to a pod, chosen anew when that pod is gone.
 * @throws GazeError NOT_RUNNING when no pod runs now; NOT_ALLOWED, CLUSTER_UNAVAILABLE.
 */
export const openPortForward = async (
  client: KubeClient,
  target: ForwardTarget,
  { signal, trouble }: ForwardOptions,
): Promise<Forward> => {
  // Each connection that is being made listens to it.
  setMaxListeners(0, signal)
  let known: PodPort | undefined = await findPod(client, target)
  const sockets = new Set<Socket>()

  const dial = async (isWanted: () => boolean) => {
    const until = performance.now() + RETRY_FOR_MS
    const backOff = createRetryBackOff(RETRY)
    for (;;) {
      try {
        known ??= await findPod(client, target)
        return await dialPod(client.connection, client.namespace, known, signal)
      } catch (error) {
        known = undefined
        if (!isPassing(error) || performance.now() > until || !isWanted()) throw error
        await pause(backOff.next(), signal)
        signal.throwIfAborted()
      }
    }
  }

  const carry = async (local: Socket): Promise<void> => {
    try {
      const why = await joinSockets(local, await dial(() => !local.destroyed))
      if (why === undefined) return
      known = undefined
      trouble?.(why)
    } catch (error) {
      local.destroy()
      if (!signal.aborted) trouble?.(messageOf(error))
    }
  }

  const server = createServer({ pauseOnConnect: true, noDelay: true }, (local) => {
    sockets.add(local)
    local.once('close', () => sockets.delete(local))
    local.on('error', () => local.destroy())
    void carry(local)
  })
  const close = (): void => {
    signal.removeEventListener('abort', close)
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening', { signal })
  signal.addEventListener('abort', close, { once: true })
  const { port } = server.address() as AddressInfo
  return { host: '127.0.0.1', port, connections: () => sockets.size, close }
}
