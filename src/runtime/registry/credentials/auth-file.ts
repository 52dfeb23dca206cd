import { readFile } from 'node:fs/promises'
import { GazeError, messageOf } from '../../errors.ts'

/** Docker's config.json and Podman's auth.json, as far as they are looked at. */
export interface AuthFile {
  readonly path: string
  readonly auths: Readonly<Record<string, unknown>>
  readonly credHelpers: Readonly<Record<string, unknown>>
  readonly credsStore: string
}

/** Of an entry. `auth` is the base64 of `user:password`. */
const FIELDS = ['auth', 'username', 'password', 'identitytoken'] as const
const BASE64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/i
const HINT = 'docker login or podman login writes it anew'

/** What a registry is shown. */
export interface Credentials {
  readonly user: string
  readonly password: string
  /** Instead of a password: what a token service gives tokens for. */
  readonly identityToken?: string
}

const damaged = (path: string, why: string): GazeError =>
  new GazeError('FILE_INVALID', `${path} is damaged`, { why, hint: HINT })

/** Null is what Go's programs write for nothing. */
const objectOf = (path: string, what: string, value: unknown): Readonly<Record<string, unknown>> => {
  if (value === undefined || value === null) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>
  throw damaged(path, `${what} is not an object`)
}

const textOf = (path: string, what: string, value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  throw damaged(path, `${what} is not a text`)
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
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    // The parser's message would show a piece of the file.
    throw new GazeError('FILE_INVALID', `${path} is not JSON`, { hint: HINT })
  }
  const { auths, credHelpers, credsStore } = objectOf(path, 'It', document)
  return {
    path,
    auths: objectOf(path, '"auths"', auths),
    credHelpers: objectOf(path, '"credHelpers"', credHelpers),
    credsStore: textOf(path, '"credsStore"', credsStore),
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

const userAndPassword = (path: string, what: string, auth: string): [string, string] => {
  const encoded = auth.replaceAll(/\s/g, '')
  const text = Buffer.from(encoded, 'base64').toString('utf8').replace(/\0+$/, '')
  const colon = text.indexOf(':')
  if (BASE64.test(encoded) && colon >= 0) return [text.slice(0, colon), text.slice(colon + 1)]
  throw damaged(path, `${what}: "auth" is not the base64 of USER:PASSWORD`)
}

/** Undefined for an entry that says only that a helper has it. */
const decoded = (path: string, key: string, entry: unknown): Credentials | undefined => {
  const what = `"auths" of ${key}`
  const fields = objectOf(path, what, entry)
  const [auth, username, password, identityToken] = FIELDS.map((field) =>
    textOf(path, `${what}: "${field}"`, fields[field]),
  ) as [string, string, string, string]
  const [user, secret] = auth === '' ? [username, password] : userAndPassword(path, what, auth)
  if (identityToken !== '') return { user, password: '', identityToken }
  return user === '' && secret === '' ? undefined : { user, password: secret }
}

/** What is kept under that key, however it is written. */
const kept = <T>(all: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.entries(all).find(([name]) => name === key || hostOf(name) === key)?.[1]

/** What the file itself holds for one of the keys. @throws GazeError FILE_INVALID where that is damaged. */
export const entryFor = ({ path, auths }: AuthFile, keys: readonly string[]): Credentials | undefined => {
  for (const key of keys) {
    const credentials = decoded(path, key, kept(auths, key))
    if (credentials !== undefined) return credentials
  }
  return undefined
}

/** The credential helper that knows one of the keys, by its name. @throws GazeError FILE_INVALID */
export const helperFor = ({ path, credHelpers }: AuthFile, keys: readonly string[]): string | undefined =>
  keys
    .map((key) => textOf(path, `"credHelpers" of ${key}`, kept(credHelpers, key)))
    .find((name) => name !== '')
