import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GazeError } from '../../../errors.ts'
import { SINK_FORMS, sinkNode } from '../../../pipeline/sink-urls.ts'
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

/** The URLs, files by their whole paths; one empty text for none. @throws GazeError USAGE, PASSWORD_IN_URL */
export const parseSinks = (texts: readonly string[], cwd: string): string[] =>
  texts
    .filter((text) => text !== '')
    .map((text) => {
      refusePassword('--sink', text)
      const url = absoluteFile(text, cwd)
      if (sinkNode(url) !== undefined) return url
      throw new GazeError('USAGE', `--sink ${JSON.stringify(text)} is no place for events`, {
        hint: `Write ${SINK_FORMS}`,
      })
    })
