import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ISocketFactory } from 'kafkajs'

/** kafkajs takes HOST:PORT apart at the first colon, which an IPv6 address has inside: `[::1]:9092`, `[||1]:9092`. */
export const brokerName = (broker: string): string =>
  broker.replace(/^\[.*\]/, (host) => host.replaceAll(':', '|'))

/** As people write it, in a text that kafkajs made. */
export const shownBroker = (name: string): string =>
  name.replace(/^\[.*\]/, (host) => host.replaceAll('|', ':'))

const hostOf = (name: string): string => shownBroker(name).replace(/^\[(.*)\]$/, '$1')

const KEEP_ALIVE_MS = 60_000

/** Connects as kafkajs does by itself, also to those names. */
export const openSocket: ISocketFactory = ({ host: name, port, ssl, onConnect }) => {
  const host = hostOf(name)
  const serverName = isIP(host) === 0 ? { servername: host } : {}
  const socket = ssl
    ? connectTls({ host, port, ...serverName, ...ssl }, onConnect)
    : connect({ host, port }, onConnect)
  return socket.setKeepAlive(true, KEEP_ALIVE_MS)
}
