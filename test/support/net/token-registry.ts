import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A registry that wants a token of its own token service, in front of an open one. */
export interface TokenRegistry {
  readonly port: number
  /** What the token service was shown, newest last. */
  readonly shown: string[]
  close(): Promise<void>
}

export interface TokenOptions {
  /** Of the open registry behind it. */
  readonly host: string
  readonly user: string
  readonly password: string
  readonly identityToken: string
  /** What it says in place of the usual challenge; `REALM` is the address of the token service. */
  readonly challenge?: string
  /** What the token service answers to all, in place of a token. */
  readonly tokenStatus?: number
}

const TOKEN = 'a-token-for-one-repository'

export const startTokenRegistry = async (options: TokenOptions): Promise<TokenRegistry> => {
  const { host, user, password, identityToken } = options
  const shown: string[] = []
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  const giveToken = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await buffer(request)).toString('utf8')
    const fits =
      request.method === 'POST'
        ? new URLSearchParams(body).get('refresh_token') === identityToken
        : request.headers.authorization === basic
    shown.push(`${request.method} ${request.url ?? ''} ${body}`)
    response.writeHead(options.tokenStatus ?? (fits ? 200 : 401), { 'content-type': 'application/json' })
    response.end(JSON.stringify(fits ? { token: TOKEN } : {}))
  }
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const accept = request.headers.accept ?? '*/*'
    const answer = await fetch(`http://${host}${request.url}`, { headers: { accept } })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  }
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const realm = `http://127.0.0.1:${port}/token`
    if (request.url?.startsWith('/token')) void giveToken(request, response)
    else if (request.headers.authorization === `Bearer ${TOKEN}`) void pass(request, response)
    else {
      const [, , ...path] = (request.url ?? '').split('/')
      const scope = `repository:${path.slice(0, -2).join('/')}:pull`
      const usual = `Bearer realm="${realm}",service="lab",scope="${scope}"`
      response.writeHead(401, { 'www-authenticate': options.challenge?.replace('REALM', realm) ?? usual })
      response.end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    shown,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
