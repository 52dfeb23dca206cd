import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether the request shows the token in its Authorization header; takes the same time for every wrong one. */
export const bearerCheck = (token: string): ((request: IncomingMessage) => boolean) => {
  const expected = digest(token)
  return (request) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    return token !== '' && given !== undefined && timingSafeEqual(digest(given), expected)
  }
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

const nameOf = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')

/** On loopback the Host must be a loopback name, so that no web page can reach us under a name of its own. */
export const hostCheck =
  (loopback: boolean): ((request: IncomingMessage) => boolean) =>
  (request) =>
    !loopback || isLoopback(nameOf(request.headers.host ?? '').toLowerCase())
