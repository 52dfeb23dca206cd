import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GazeError } from '../../../errors.ts'
import { SINK_FORMS, sinkNode } from '../../../pipeline/sink-urls.ts'
import { readCertificates } from '../../../pod/sinks/url/certificates.ts'
import { LOG_SINK_FORMS, parseLogSink } from '../../../pod/sinks/url/log-sinks.ts'
import { sinkId } from '../../../pod/sinks/url/sink-id.ts'
import { variableIn } from '../../../pod/sinks/url/sink-query.ts'
import { refusePassword } from '../../secrets-in-urls.ts'

const HOST_PORT = /^(\[[0-9a-f:.%]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?):(\d{1,5})$/i

/** HOST:PORT as it is; empty for none. @throws GazeError USAGE */
export const parseOutput = (text: string): string => {
  const [, , port] = HOST_PORT.exec(text) ?? []
  const number = Number(port)
  if (text === '' || (port !== undefined && number >= 1 && number <= 65_535)) return text
  throw new GazeError('USAGE', `--output ${JSON.stringify(text)} is not HOST:PORT`, {
    why: port === undefined ? 'It needs a host, a colon and a port' : 'A port is a number from 1 to 65535',
    hint: 'Write for example 192.168.1.20:5001, viewer.local:5001 or [fe80::1]:5001',
  })
}

/** A file is named by its whole path, since pods run in another directory. */
const absoluteFile = (url: string, cwd: string): string =>
  url.startsWith('file:') && !url.startsWith('file://') ? pathToFileURL(resolve(cwd, url.slice(5))).href : url

const isPath = (text: string): boolean => text !== '' && variableIn(text) === undefined

/** The file of the CA is looked at here, by its whole path afterwards. */
const withCaPath = (url: string, ca: string, cwd: string): string => {
  if (!isPath(ca)) return url
  const path = resolve(cwd, ca)
  readCertificates(path)
  return url.replace(/([?&]ca=)[^&]*/, (_, name: string) => `${name}${encodeURI(path)}`)
}

const sinkUrl = (text: string, cwd: string): string => {
  const target = parseLogSink(text)
  if (target !== undefined) return withCaPath(text, target.ca, cwd)
  const url = absoluteFile(text, cwd)
  if (sinkNode(url) !== undefined) return url
  throw new GazeError('USAGE', `--sink ${JSON.stringify(text)} is no place for events`, {
    hint: `Write ${LOG_SINK_FORMS}, ${SINK_FORMS}`,
  })
}

const requireDifferent = (urls: readonly string[]): void => {
  const targets = urls.flatMap((url) => parseLogSink(url) ?? [])
  const twice = targets.find(
    (target, at) => targets.findIndex((other) => sinkId(other) === sinkId(target)) < at,
  )
  if (twice === undefined) return
  throw new GazeError('USAGE', `--sink names ${twice.brokers.join(',')}/${twice.topic} twice`, {
    why: 'Each event would go there twice',
    hint: 'Leave one of them away',
  })
}

/** The URLs, files by their whole paths; one empty text for none. @throws GazeError USAGE, PASSWORD_IN_URL */
export const parseSinks = (texts: readonly string[], cwd: string): string[] => {
  const wanted = texts.filter((text) => text !== '')
  for (const text of wanted) refusePassword('--sink', text)
  const urls = wanted.map((text) => sinkUrl(text, cwd))
  requireDifferent(urls)
  return urls
}
