import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GazeError } from '../../../errors.ts'
import { NETWORK_SCHEMES } from '../../../media/source/protocols.ts'
import { nearest } from '../../../nearest.ts'
import { refusePassword } from '../../secrets-in-urls.ts'

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i
const WORDS = ['push', 'pipeline']

const unknownWord = (text: string): GazeError => {
  const near = nearest(text, WORDS)
  return new GazeError('USAGE', `--source ${JSON.stringify(text)} is neither push, a URL nor a file`, {
    why: text === '' ? 'It is empty' : 'There is no file of that name here',
    hint:
      near === undefined ? 'Write push, a URL such as rtsp://HOST/PATH, or a path' : `Did you mean ${near}?`,
  })
}

const checkScheme = (text: string, scheme: string): string => {
  if (NETWORK_SCHEMES.includes(scheme.toLowerCase())) return text
  throw new GazeError('USAGE', `--source ${text} is at an address that no video is read from`, {
    why: `Known are ${NETWORK_SCHEMES.map((known) => `${known}://`).join(', ')} and file://`,
    hint: 'Write one of these, a path, or push',
  })
}

/**
 * `push`, `pipeline`, a URL, or a path made absolute, since pods run in another directory.
 * @throws GazeError USAGE for a word or a scheme that is nothing of it, PASSWORD_IN_URL
 */
export const parseSource = (text: string, cwd: string): string => {
  if (WORDS.includes(text)) return text
  refusePassword('--source', text)
  if (text.startsWith('file://')) return fileURLToPath(text)
  const scheme = SCHEME.exec(text)?.[1]
  if (scheme !== undefined) return checkScheme(text, scheme)
  if (text.startsWith('${') || isAbsolute(text)) return text
  const path = resolve(cwd, text)
  if (text === '' || (!/[./]/.test(text) && !existsSync(path))) throw unknownWord(text)
  return path
}
