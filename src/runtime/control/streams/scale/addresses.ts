import { GazeError } from '../../../errors.ts'
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

/** The URLs as they are; one empty text for none. @throws GazeError USAGE, PASSWORD_IN_URL */
export const parseSinks = (texts: readonly string[]): string[] => {
  const urls = texts.filter((text) => text !== '')
  for (const url of urls) {
    refusePassword('--sink', url)
    if (!URL.canParse(url.replace(/\$\{[A-Za-z_]\w*\}/g, 'x')))
      throw new GazeError('USAGE', `--sink ${JSON.stringify(url)} is not a URL`, {
        hint: 'Write a URL with its scheme',
      })
  }
  return urls
}
