import { GazeError, isGazeError, messageOf } from '../../../errors.ts'
import { refusePassword } from '../../secrets-in-urls.ts'
import { publicUrl } from './public-url.ts'

const ELSEWHERE = 'Fetch the file by other means, then gaze model add FILE'

/** gaze logs in nowhere, and what is in an argument shows in `ps`. @throws GazeError PASSWORD_IN_URL */
export const refuseLogin = (url: string): void => {
  refusePassword('The address', url, ELSEWHERE)
  const { username, password } = new URL(url)
  if (username !== '' || password !== '')
    throw new GazeError('PASSWORD_IN_URL', 'The address holds a login', {
      why: 'It would show in the process list and the shell history',
      hint: ELSEWHERE,
      details: { url: publicUrl(url) },
    })
}

/** What an answer means that is no file. */
export const refusal = (url: string, status: number): GazeError => {
  const message = `${publicUrl(url)} answered ${status}`
  if (status === 404 || status === 410)
    return new GazeError('FILE_NOT_FOUND', message, {
      hint: 'Check the address; it must be that of the file itself',
    })
  if (status === 401 || status === 403)
    return new GazeError('NOT_ALLOWED', message, {
      why: 'The server wants a login, which gaze does not give it',
      hint: ELSEWHERE,
    })
  const again = status >= 500 || [408, 416, 429].includes(status)
  return new GazeError('FAILED', message, {
    hint: again ? 'Try again later' : 'Check the address; it must be that of the file itself',
    details: { again },
  })
}

export const tooLarge = (url: string, most: number): GazeError =>
  new GazeError('FAILED', `${publicUrl(url)} has more than ${most} bytes`, {
    why: 'No ONNX file is larger than 2 GB',
    hint: 'Check the address; it must be that of an ONNX file',
  })

/** What fetch says too shortly. */
const WORDS: Readonly<Record<string, string>> = {
  'bad port':
    'no HTTP client opens that port: it belongs to another service (https://fetch.spec.whatwg.org/#port-blocking)',
}

/** Undici says only "fetch failed"; its cause says why. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  const said = messageOf(cause instanceof Error ? cause : error)
  return WORDS[said] ?? said
}

export const failure = (url: string, error: unknown, hint: string): GazeError =>
  isGazeError(error)
    ? error
    : new GazeError('FAILED', `${publicUrl(url)} cannot be fetched`, {
        why: reasonOf(error),
        hint,
        cause: error,
      })
