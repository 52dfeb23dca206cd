import { GazeError, isGazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { type Forward, openPortForward } from '../../../kubernetes/port-forward.ts'
import { callBytes } from '../../../service/http-client.ts'
import { secretText } from '../../contexts/deployed-site.ts'
import { SITE_SECRETS } from '../../../kubernetes/site-secrets.ts'
import { lostSecret } from './lost-secret.ts'

const ASK_MS = 5_000
/** Most pods that nobody has asked for for so long are gone. */
const IDLE_MS = 60_000

interface KeptForward {
  readonly forward: Promise<Forward>
  usedAtMs: number
}

/** The HTTP ports of pods, each reached by a port-forward that is kept while it is used. */
export interface PodHttp {
  forward(pod: string, port: number): Promise<Forward>
  token(): Promise<string>
  /** Undefined when it does not answer. */
  get(pod: string, port: number, path: string, signal: AbortSignal): Promise<Buffer | undefined>
}

export const createPodHttp = (
  open: () => Promise<KubeClient>,
  ending: AbortSignal,
  now: () => number = () => performance.now(),
): PodHttp => {
  const forwards = new Map<string, KeptForward>()
  let shown: Promise<string> | undefined

  const readToken = async (): Promise<string> => {
    const client = await open()
    const token = await secretText(client, SITE_SECRETS.token, 'token')
    if (token !== '') return token
    const lost = await lostSecret(client, SITE_SECRETS.token)
    if (lost !== undefined) throw lost
    throw new GazeError('NOT_RUNNING', `No site has started in namespace ${client.namespace}`, {
      why: `There is no Secret ${SITE_SECRETS.token}, which the first start of info-update makes`,
      hint: 'gaze deploy puts a site there; gaze status shows what it waits for',
    })
  }

  const openForward = async (pod: string, port: number): Promise<Forward> =>
    openPortForward(await open(), { pod, port }, { signal: ending })

  /** Whenever another is opened, so that they grow no more than what is used. */
  const closeIdle = async (): Promise<void> => {
    for (const [key, kept] of forwards) {
      if (now() - kept.usedAtMs < IDLE_MS) continue
      const forward = await kept.forward.catch(() => undefined)
      // Somebody may have asked for it meanwhile.
      if (forward === undefined || forward.connections() > 0 || now() - kept.usedAtMs < IDLE_MS) continue
      forward.close()
      if (forwards.get(key) === kept) forwards.delete(key)
    }
  }

  const keep = (key: string, forward: Promise<Forward>): KeptForward => {
    const kept = { forward, usedAtMs: now() }
    forwards.set(key, kept)
    // What failed is tried again by who asks next.
    forward.then(closeIdle).catch(() => forwards.delete(key))
    return kept
  }

  const http: PodHttp = {
    forward: (pod, port) => {
      const key = `${pod}:${port}`
      const kept = forwards.get(key) ?? keep(key, openForward(pod, port))
      kept.usedAtMs = now()
      return kept.forward
    },
    token: () => {
      shown ??= readToken().catch((error: unknown) => {
        shown = undefined
        throw error
      })
      return shown
    },
    get: async (pod, port, path, signal) => {
      const [token, forward] = await Promise.all([http.token(), http.forward(pod, port)])
      const url = `http://127.0.0.1:${forward.port}${path}`
      try {
        return await callBytes({ url, token, signal, timeoutMs: ASK_MS })
      } catch (error) {
        signal.throwIfAborted()
        if (isGazeError(error)) return undefined
        throw error
      }
    },
  }
  return http
}
