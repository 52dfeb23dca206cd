import { type ErrorCode, GazeError, messageOf, sentenceOf } from '../errors.ts'

/** What the API says instead of an object, as far as it is read. */
export interface ApiStatus {
  readonly code: number
  readonly reason: string
  readonly message: string
}

export const parseStatus = (code: number, text: string): ApiStatus => {
  try {
    const { reason, message } = JSON.parse(text) as Partial<ApiStatus>
    return { code, reason: reason ?? '', message: message ?? '' }
  } catch {
    // A proxy in front of the API answers in a language of its own.
    return { code, reason: '', message: text.trim().slice(0, 300) }
  }
}

/** What the API does not know how to call: most often it refuses what it was given. */
const isUnnamed = ({ code, reason }: ApiStatus): boolean => code === 500 && reason === ''

const codeOf = (status: ApiStatus): ErrorCode => {
  const { code } = status
  if (code === 401 || code === 403) return 'NOT_ALLOWED'
  if (code === 409) return 'CONFLICT'
  if (code === 404) return 'PRECONDITION'
  if (isUnnamed(status)) return 'FAILED'
  return code === 429 || code >= 500 ? 'CLUSTER_UNAVAILABLE' : 'FAILED'
}

const hintOf = (status: ApiStatus): string => {
  const { code, reason } = status
  if (code === 401) return "Renew the credentials of the kubeconfig's user (kubectl auth whoami shows them)"
  if (code === 403) return 'gaze doctor shows which rights are missing'
  if (reason === 'AlreadyExists') return 'Repeat the command: it reads what is there now'
  if (code === 409) return 'Somebody else changed it at the same moment: repeat the command'
  if (code === 404) return 'gaze deploy puts a site into the namespace'
  if (isUnnamed(status)) return 'Correct what the cluster complains of, or repeat the command in a moment'
  return code === 429 || code >= 500
    ? 'The cluster is overloaded or starting: repeat the command in a moment'
    : 'Correct what the cluster refuses'
}

/** @param what In the form of "Deployment gaze-door cannot be written". */
export const statusError = (what: string, status: ApiStatus): GazeError =>
  new GazeError(codeOf(status), what, {
    why: status.message || `The cluster answered ${status.code}`,
    hint: hintOf(status),
    details: { status: status.code, reason: status.reason },
  })

const TLS = /^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL)/

const TRANSPORT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there',
  ECONNRESET: 'The connection was cut',
  ENOTFOUND: 'Its name is not known',
  EAI_AGAIN: 'Its name cannot be looked up now',
  EHOSTUNREACH: 'There is no way to it',
  ENETUNREACH: 'There is no way to it',
  ETIMEDOUT: 'It does not answer',
}

const transportText = (error: unknown): string | undefined =>
  TRANSPORT[String((error as NodeJS.ErrnoException).code ?? '')]

/** In words why something of the API ended or did not come; Node says "aborted" of a connection that was cut. */
export const troubleText = (error: unknown): string =>
  error instanceof GazeError ? sentenceOf(error) : (transportText(error) ?? messageOf(error))

/** Nothing was asked yet. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

/** What no answer came for. @param server The API's address. @param isWrite It may be done for all that. */
export const transportError = (server: string, error: unknown, isWrite = false): GazeError => {
  if (error instanceof GazeError) return error
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  const why =
    transportText(error) ?? (TLS.test(code) ? `Its certificate: ${messageOf(error)}` : messageOf(error))
  return new GazeError('CLUSTER_UNAVAILABLE', `The cluster at ${server} cannot be reached`, {
    ...(isWrite && !UNSENT.includes(code) && !TLS.test(code)
      ? {
          why: `${why}; what was to be written may be written all the same`,
          hint: 'Repeat the command when the cluster answers (gaze doctor looks): what is done already stays as it is',
        }
      : { why, hint: 'Check that it runs and that the kubeconfig names it (gaze doctor)' }),
    details: { server },
    cause: error,
  })
}

/**
 * Reads what the API has written; the caller vouches for the type.
 * @throws GazeError CLUSTER_UNAVAILABLE when it is no JSON: something else answers in its place.
 */
export const parseAnswer = <T>(server: string, text: string): T => {
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new GazeError('CLUSTER_UNAVAILABLE', `What answers at ${server} is no Kubernetes API`, {
      why: text.trim() === '' ? 'Its answer is empty' : `It answered: ${text.trim().slice(0, 200)}`,
      hint: 'Look for a proxy or a login page in between, and at the server that the kubeconfig names',
      details: { server },
      cause: error,
    })
  }
}

/** The HTTP status that an error of the API came with; 0 for any other. */
export const apiStatus = (error: unknown): number =>
  error instanceof GazeError && typeof error.details.status === 'number' ? error.details.status : 0
