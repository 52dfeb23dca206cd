import { readFile } from 'node:fs/promises'
import { GazeError, messageOf } from '../../errors.ts'

/** Docker's config.json and Podman's auth.json, as far as they are looked at. */
export interface AuthFile {
  readonly auths?: Readonly<Record<string, AuthEntry>>
  readonly credHelpers?: Readonly<Record<string, string>>
  readonly credsStore?: string
}

interface AuthEntry {
  /** Base64 of `user:password`. */
  readonly auth?: string
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
}

/** What a registry is shown. */
export interface Credentials {
  readonly user: string
  readonly password: string
  /** Instead of a password: what a token service gives tokens for. */
  readonly identityToken?: string
}

/** Undefined where there is none. @throws GazeError FILE_INVALID; its content is never repeated. */
export const readAuthFile = async (path: string): Promise<AuthFile | undefined> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw new GazeError('FILE_INVALID', `${path} cannot be read`, { why: messageOf(error), cause: error })
  }
  try {
    return JSON.parse(text) as AuthFile
  } catch {
    // The parser's message would show a piece of the file.
    throw new GazeError('FILE_INVALID', `${path} is not JSON`, {
      hint: 'docker login or podman login writes it anew',
    })
  }
}

const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io']

/** `https://index.docker.io/v1/` -> `index.docker.io` */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/v[12]\/?$|\/$/, '')

/** Names under which the repository may be kept, the most special first: Podman keeps `host/team/name`, too. */
export const keysFor = (host: string, repository: string): string[] => {
  const parts = repository.split('/')
  const paths = parts.map((_, at) => `${host}/${parts.slice(0, parts.length - at).join('/')}`)
  return [...paths, ...(DOCKER_HUB.includes(host) ? DOCKER_HUB : [host])]
}

const decoded = ({
  auth,
  username = '',
  password = '',
  identitytoken,
}: AuthEntry): Credentials | undefined => {
  const text = auth === undefined ? '' : Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '')
  const colon = text.indexOf(':')
  const [user, secret] = colon < 0 ? [username, password] : [text.slice(0, colon), text.slice(colon + 1)]
  if (identitytoken) return { user, password: '', identityToken: identitytoken }
  return user === '' && secret === '' ? undefined : { user, password: secret }
}

/** What is kept under that key, however it is written. */
const kept = <T>(all: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.entries(all).find(([name]) => name === key || hostOf(name) === key)?.[1]

/** What the file itself holds for one of the keys. */
export const entryFor = ({ auths = {} }: AuthFile, keys: readonly string[]): Credentials | undefined => {
  for (const key of keys) {
    const found = kept(auths, key)
    const credentials = found && decoded(found)
    if (credentials !== undefined) return credentials
  }
  return undefined
}

/** The credential helper that knows one of the keys, by its name. */
export const helperFor = ({ credHelpers = {} }: AuthFile, keys: readonly string[]): string | undefined =>
  keys.flatMap((key) => kept(credHelpers, key) ?? [])[0]
