import type { Agent, RequestOptions } from 'node:http'
import type { RequestOptions as TlsOptions } from 'node:https'
import { isDeepStrictEqual } from 'node:util'

/** The agent of a kubeconfig's proxy, kept from call to call. */
export interface ProxyAgent {
  /** That of these options, or the one before while the certificates are the same. */
  keep(options: RequestOptions): Agent
  close(): void
}

/** What the agent has of its own, above what a request says. */
const certificatesOf = ({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername }: TlsOptions) => ({
  ...{ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername },
})

/** What is under way ends by itself. */
const retire = (agent: Agent): void => {
  Object.assign(agent, { keepAlive: false })
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}

/** @param settings The package makes agents that close each connection after its request. */
export const createProxyAgent = (
  settings: Readonly<Record<'keepAlive' | 'keepAliveMsecs' | 'maxSockets', unknown>>,
): ProxyAgent => {
  let kept: { readonly agent: Agent; readonly certificates: unknown } | undefined
  return {
    keep: (options) => {
      const certificates = certificatesOf(options)
      if (kept !== undefined && isDeepStrictEqual(kept.certificates, certificates)) return kept.agent
      if (kept !== undefined) retire(kept.agent)
      kept = { agent: Object.assign(options.agent as Agent, settings), certificates }
      return kept.agent
    },
    close: () => kept?.agent.destroy(),
  }
}
