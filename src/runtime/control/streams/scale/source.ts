import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GazeError } from '../../../errors.ts'
import { nearest } from '../../../nearest.ts'
import { refusePassword } from '../../secrets-in-urls.ts'

const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const WORDS = ['push', 'pipeline']

const unknownWord = (text: string): GazeError => {
  const near = nearest(text, WORDS)
  return new GazeError('USAGE', `--source ${JSON.stringify(text)} is neither push, a URL nor a file`, {
    why: text === '' ? 'It is empty' : 'There is no file of that name here',
    hint:
      near === undefined ? 'Write push, a URL such as rtsp://HOST/PATH, or a path' : `Did you mean ${near}?`,
  })
}

/**
 * `push`, `pipeline`, a URL, or a path made absolute, since pods run in another directory.
 * @throws GazeError USAGE for a word that is nothing of it, PASSWORD_IN_URL
 */
export const parseSource = (text: string, cwd: string): string => {
  if (WORDS.includes(text)) return text
  refusePassword('--source', text)
  if (text.startsWith('file://')) return fileURLToPath(text)
  if (SCHEME.test(text) || text.startsWith('${') || isAbsolute(text)) return text
  const path = resolve(cwd, text)
  if (text === '' || (!/[./]/.test(text) && !existsSync(path))) throw unknownWord(text)
  return path
}
