import type { RequestOptions } from 'node:http'
import type { KubeConfig } from '@kubernetes/client-node'
import { GazeError, messageOf } from '../errors.ts'

/** How one shows oneself at an API: headers, certificates, and the agent of a proxy. */
export interface Credentials {
  /** @throws GazeError NOT_ALLOWED, also when they are not there in time; the reason of the signal. */
  get(signal: AbortSignal): Promise<RequestOptions>
  /** The API did not take them: true where the next ones may be others. */
  refused(): boolean
}

/** A plugin is a program that is started: not for each call, as some give no time until which their answer is good. */
const HELD_MS = 60_000

const unavailable = (why: string, cause?: unknown): GazeError =>
  new GazeError('NOT_ALLOWED', 'The credentials of the kubeconfig cannot be had', {
    why,
    hint: 'Renew them; kubectl auth whoami shows whether they work',
    cause,
  })

/** Gives up with the signal; what was begun goes on, for who asks next. */
const until = <T>(work: Promise<T>, signal: AbortSignal, late: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      const { reason } = signal as { readonly reason: unknown }
      reject(reason instanceof DOMException && reason.name === 'TimeoutError' ? unavailable(late) : reason)
    }
    const settle = (): void => signal.removeEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    work.finally(settle).then(resolve, reject)
  })

/** What gives the credentials beside the file itself; undefined where nothing does. */
const helperOf = (config: KubeConfig): string | undefined => {
  const user = config.getCurrentUser()
  const exec = user?.exec as { readonly command?: string } | undefined
  return exec?.command ?? (user?.authProvider as { readonly name?: string } | undefined)?.name
}

export const createCredentials = (config: KubeConfig): Credentials => {
  const helper = helperOf(config)
  let held: { readonly atMs: number; readonly options: Promise<RequestOptions> } | undefined

  const read = async (): Promise<RequestOptions> => {
    const { server = '', proxyUrl } = config.getCurrentCluster() ?? {}
    const options: RequestOptions = {}
    // The package refuses plain HTTP, as of a `kubectl proxy`; nothing has to be shown there.
    if (!server.startsWith('https:') && !proxyUrl) return options
    try {
      await config.applyToHTTPSOptions(options as Parameters<KubeConfig['applyToHTTPSOptions']>[0])
      return options
    } catch (error) {
      throw unavailable(messageOf(error).trim(), error)
    }
  }

  const hold = (): Promise<RequestOptions> => {
    if (held !== undefined && performance.now() - held.atMs < HELD_MS) return held.options
    const options = read()
    held = { atMs: performance.now(), options }
    options.catch(() => {
      if (held?.options === options) held = undefined
    })
    return options
  }

  return {
    get: (signal) => (helper === undefined ? read() : until(hold(), signal, `${helper} does not answer`)),
    refused: () => {
      const mayChange = held !== undefined
      held = undefined
      return mayChange
    },
  }
}
