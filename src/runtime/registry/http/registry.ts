import type { Credentials } from '../credentials/auth-file.ts'
import { findCredentials } from '../credentials/find.ts'
import type { Reference } from '../reference.ts'
import { type Challenge, parseChallenge } from './challenge.ts'
import { nonsense, notAllowed, notThere, tokenUnavailable, unexpected, unreachable } from './failures.ts'
import { basicHeader, fetchToken } from './token.ts'

export interface RegistryAccess {
  /** Files of Docker and Podman in which users and passwords are kept. */
  readonly credentialFiles: readonly string[]
  /** Plain HTTP also for a host that is not this machine. */
  readonly insecure: boolean
  readonly signal: AbortSignal
}

export interface Answer {
  readonly body: Buffer
  /** Of the manifest's type. */
  readonly type: string
}

/** One repository of a registry. */
export interface Registry {
  /** @param path Behind the repository's name, such as `manifests/1.2`. @throws GazeError */
  get(path: string, accept: string): Promise<Answer>
}

const ANSWER_MS = 20_000
const MOST_BYTES = 8 * 1024 * 1024
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/
const DOCKER_HUB = 'registry-1.docker.io'

/** Whether plain HTTP may be spoken to that registry. */
export const allowsClear = (host: string, insecure: boolean): boolean => insecure || LOOPBACK.test(host)

const schemesFor = (host: string, insecure: boolean): readonly ('https' | 'http')[] =>
  allowsClear(host, insecure) ? ['https', 'http'] : ['https']

const readBody = async (answer: Response, reference: Reference): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    bytes += piece.length
    if (bytes > MOST_BYTES) throw nonsense(reference, `It is longer than ${MOST_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** @throws GazeError FILE_INVALID, FAILED of kept credentials */
export const openRegistry = (reference: Reference, access: RegistryAccess): Registry => {
  const { host, repository } = reference
  const authority = host === 'docker.io' ? DOCKER_HUB : host
  let scheme: 'https' | 'http' | undefined
  let authorization: string | undefined
  let isKnown = false

  const ask = async (each: 'https' | 'http', path: string, accept: string): Promise<Response> => {
    const signal = AbortSignal.any([access.signal, AbortSignal.timeout(ANSWER_MS)])
    const headers = { accept, ...(authorization === undefined ? {} : { authorization }) }
    return fetch(`${each}://${authority}/v2/${repository}/${path}`, { headers, signal })
  }

  /** The first way that leads there stays. */
  const reach = async (path: string, accept: string): Promise<Response> => {
    let failure: unknown
    for (const each of scheme === undefined ? schemesFor(host, access.insecure) : [scheme]) {
      try {
        const answer = await ask(each, path, accept)
        scheme = each
        return answer
      } catch (error) {
        access.signal.throwIfAborted()
        failure = error
      }
    }
    throw unreachable(reference, failure)
  }

  /** A password goes nowhere in clear where the registry itself is asked by TLS. */
  const isSafe = ({ realm }: Extract<Challenge, { scheme: 'bearer' }>): boolean =>
    scheme === 'http' || realm.startsWith('https://')

  const answerTo = async (
    challenge: Challenge | undefined,
    found: Credentials | undefined,
  ): Promise<string | undefined> => {
    if (challenge?.scheme === 'basic') return found === undefined ? undefined : basicHeader(found)
    if (challenge === undefined || !isSafe(challenge)) return undefined
    const signal = AbortSignal.any([access.signal, AbortSignal.timeout(ANSWER_MS)])
    // A registry that does not say what for wants to hear it all the same.
    const scope = challenge.scope || `repository:${repository}:pull`
    const token = await fetchToken({ ...challenge, scope }, found, signal).catch((error: unknown) => {
      access.signal.throwIfAborted()
      throw tokenUnavailable(reference, challenge.realm, error)
    })
    return token === undefined ? undefined : `Bearer ${token}`
  }

  const logIn = async (refused: Response): Promise<boolean> => {
    const found = await findCredentials(access.credentialFiles, reference, access.signal)
    isKnown = found !== undefined
    authorization = await answerTo(parseChallenge(refused.headers.get('www-authenticate')), found)
    if (authorization !== undefined) return true
    throw notAllowed(reference, isKnown)
  }

  const get = async (path: string, accept: string): Promise<Answer> => {
    let answer = await reach(path, accept)
    if (answer.status === 401 && authorization === undefined && (await logIn(answer)))
      answer = await reach(path, accept)
    if (answer.status === 401 || answer.status === 403) throw notAllowed(reference, isKnown)
    if (answer.status === 404) throw notThere(reference)
    if (!answer.ok) throw unexpected(reference, answer.status)
    const body = await readBody(answer, reference)
    return { body, type: (answer.headers.get('content-type') ?? '').split(';')[0] ?? '' }
  }
  return { get }
}
