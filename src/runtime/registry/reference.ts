import { GazeError } from '../errors.ts'

/** A container image's name, taken apart. */
export interface Reference {
  /** As it was written. */
  readonly text: string
  /** `127.0.0.1:5000`, `docker.io` */
  readonly host: string
  /** `team/name` */
  readonly repository: string
  /** `latest` where none is written; of no weight where there is a digest. */
  readonly tag: string
  /** `sha256:…`, or empty. */
  readonly digest: string
}

const HOST =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

const DEFAULT_HOST = 'docker.io'

const invalid = (text: string, why: string): GazeError =>
  new GazeError('USAGE', `"${text}" is no reference of a container image`, {
    why,
    hint: 'Write registry/name:tag, such as registry.site:5000/team/counter:1.2',
  })

/** The first part is a host where it cannot be the first part of a name. */
const splitHost = (rest: string): [host: string, path: string] => {
  const slash = rest.indexOf('/')
  const first = rest.slice(0, Math.max(0, slash))
  if (/[.:]/.test(first) || first === 'localhost') return [first, rest.slice(slash + 1)]
  return [DEFAULT_HOST, slash < 0 ? `library/${rest}` : rest]
}

/** @throws GazeError USAGE with what is wrong. */
export const parseReference = (text: string): Reference => {
  const [named = '', digest = '', ...more] = text.split('@')
  const colon = named.lastIndexOf(':')
  const hasTag = colon > named.lastIndexOf('/')
  const [host, repository] = splitHost(hasTag ? named.slice(0, colon) : named)
  const tag = hasTag ? named.slice(colon + 1) : 'latest'
  if (!HOST.test(host)) throw invalid(text, `${host} is no host`)
  if (!REPOSITORY.test(repository))
    throw invalid(
      text,
      'A name is made of lower-case letters and digits, with ".", "_", "-" and "/" between them',
    )
  if (!TAG.test(tag)) throw invalid(text, `${tag || 'Nothing'} is no tag`)
  if (more.length > 0 || (text.includes('@') && !DIGEST.test(digest)))
    throw invalid(text, 'Behind "@" stands sha256: and 64 hexadecimal digits')
  return { text, host, repository, tag, digest }
}

/** `registry/team/counter:1.2` -> `counter`. */
export const nameOfReference = ({ repository }: Reference): string =>
  repository.slice(repository.lastIndexOf('/') + 1).replaceAll(/[._]+/g, '-')
