import { sinkError } from './sink-query.ts'

const BROKER = /^(\[[0-9a-f:.%]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::(\d{1,5}))?$/i
const TOPIC = /^[A-Za-z0-9._-]{1,249}$/

/** The parts of `SCHEME://AUTHORITY/PATH?QUERY`, which has several hosts, so that no URL parser takes it. */
export const partsOf = (url: string): { readonly authority: string; readonly path: string } => {
  const [, rest = ''] = /^[a-z0-9+.-]+:\/\/([^?#]*)/i.exec(url) ?? []
  const slash = rest.indexOf('/')
  return slash < 0
    ? { authority: rest, path: '' }
    : { authority: rest.slice(0, slash), path: rest.slice(slash + 1) }
}

/** @throws GazeError USAGE unless it is HOST:PORT; without a port `port` is taken, where there is one. */
export const readBroker = (url: string, text: string, port?: number): string => {
  const [, host, given] = BROKER.exec(text) ?? []
  const example = `Write for example kafka.local:9092${port === undefined ? '' : ' or kafka.local'}`
  if (host === undefined) {
    const hint = text.includes('@')
      ? 'Write user and password behind the ?, as user=U&password=${NAME}'
      : example
    throw sinkError(url, text === '' ? 'it names no host' : `${text} is not HOST:PORT`, hint)
  }
  const number = given === undefined ? port : Number(given)
  if (number === undefined) throw sinkError(url, `${text} has no port`, `Write ${text}:9092`)
  if (number < 1 || number > 65_535)
    throw sinkError(url, `${number} is no port`, 'A port is a number from 1 to 65535')
  return `${host}:${number}`
}

/** @throws GazeError USAGE unless Kafka can have a topic of that name. */
export const readTopic = (url: string, path: string, what: string): string => {
  if (path === '')
    throw sinkError(url, `it names no ${what}`, `Write it behind the host, as in …/door-events`)
  if (TOPIC.test(path) && path !== '.' && path !== '..') return path
  const rule = `letters, digits, ".", "_" and "-", 249 at most`
  throw sinkError(url, `${path} is no name of a ${what}`, `A ${what} is made of ${rule}`)
}
