import {
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { transportError } from './api-error.ts'
import { createCredentials } from './credentials.ts'
import { createProxyAgent } from './proxy-agent.ts'

/** What changes something once it has arrived. */
export const isWrite = ({ method = 'GET', path }: ApiCall): boolean =>
  method !== 'GET' && !path.includes('dryRun=All')

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly body?: string
  readonly contentType?: string
  /** Its answer is read for long, as of a watch or a log: it takes no connection away from other calls. */
  readonly isLasting?: boolean
  readonly signal: AbortSignal
}

/** One way to an API server, its connections kept open between calls. */
export interface Connection {
  readonly server: string
  /** The kubeconfig's, by name. */
  readonly context: string
  /** The namespace of the kubeconfig's context. */
  readonly namespace: string | undefined
  /** The answer, whatever its status; its body is the caller's to read. @throws GazeError CLUSTER_UNAVAILABLE; the reason of the signal. */
  call(call: ApiCall): Promise<IncomingMessage>
  /** What a request of one's own needs: headers, certificates, agent of a proxy. @throws GazeError NOT_ALLOWED */
  credentials(signal: AbortSignal): Promise<RequestOptions>
  close(): void
}

/** Of calls that are answered at once. */
const MAX_SOCKETS = 64
const PROBE_MS = 15_000

/** Connections that are kept open between calls, straight or by the kubeconfig's proxy. */
const createAgents = (secure: boolean, maxSockets: number) => {
  const settings = { keepAlive: true, keepAliveMsecs: PROBE_MS, maxSockets }
  const straight = secure ? new HttpsAgent(settings) : new HttpAgent(settings)
  const proxy = createProxyAgent(settings)
  return {
    for: (options: RequestOptions, proxied: boolean): HttpAgent => (proxied ? proxy.keep(options) : straight),
    close: () => {
      straight.destroy()
      proxy.close()
    },
  }
}

const urlOf = (server: string, path: string): URL => new URL(`${server.replace(/\/+$/, '')}${path}`)

/** A connection that was kept open may have been closed by the other side at the moment of use. */
const isStale = (error: unknown, reused: boolean): boolean =>
  reused && ['ECONNRESET', 'EPIPE'].includes(String((error as NodeJS.ErrnoException).code))

export const openConnection = (config: KubeConfig): Connection => {
  const cluster = config.getCurrentCluster()
  const server = cluster?.server ?? ''
  const secure = server.startsWith('https:')
  const usual = createAgents(secure, MAX_SOCKETS)
  const lasting = createAgents(secure, Number.POSITIVE_INFINITY)
  const shown = createCredentials(config)

  const credentials = async (signal: AbortSignal, agents = usual): Promise<RequestOptions> => {
    const options = await shown.get(signal)
    return { ...options, agent: agents.for(options, Boolean(cluster?.proxyUrl)) }
  }

  const attempt = (call: ApiCall, options: RequestOptions): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', path, body, contentType = 'application/json', signal } = call
      const headers = {
        ...options.headers,
        Accept: 'application/json',
        'User-Agent': 'gaze',
        ...(body === undefined
          ? {}
          : { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) }),
      }
      const request = secure ? httpsRequest : httpRequest
      const outgoing = request(urlOf(server, path), { ...options, method, headers, signal })
      outgoing.once('response', resolve)
      outgoing.once('error', (error) =>
        reject(Object.assign(error, { stale: isStale(error, outgoing.reusedSocket) })),
      )
      outgoing.end(body)
    })

  const send = async (wanted: ApiCall): Promise<IncomingMessage> => {
    const options = await credentials(wanted.signal, wanted.isLasting ? lasting : usual)
    const once = (): Promise<IncomingMessage> => attempt(wanted, options)
    try {
      return await once().catch((error: { stale?: boolean }) => {
        if (error.stale === true) return once()
        throw error
      })
    } catch (error) {
      wanted.signal.throwIfAborted()
      throw transportError(server, error, isWrite(wanted))
    }
  }

  const call = async (wanted: ApiCall): Promise<IncomingMessage> => {
    const response = await send(wanted)
    if (response.statusCode !== 401 || !shown.refused()) return response
    response.resume()
    return send(wanted)
  }

  return {
    server,
    context: config.getCurrentContext(),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    call,
    credentials: (signal) => credentials(signal),
    close: () => {
      usual.close()
      lasting.close()
    },
  }
}
