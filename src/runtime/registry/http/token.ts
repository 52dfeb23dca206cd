import type { Credentials } from '../credentials/auth-file.ts'
import type { Challenge } from './challenge.ts'

type Bearer = Extract<Challenge, { scheme: 'bearer' }>
interface TokenAnswer {
  readonly token?: string
  readonly access_token?: string
}

export const basicHeader = ({ user, password }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const byIdentity = (bearer: Bearer, token: string, signal: AbortSignal): Promise<Response> =>
  fetch(bearer.realm, {
    method: 'POST',
    signal,
    body: new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: token, client_id: 'gaze' },
      ...{ service: bearer.service, scope: bearer.scope },
    }),
  })

const byPassword = (
  bearer: Bearer,
  found: Credentials | undefined,
  signal: AbortSignal,
): Promise<Response> => {
  const url = new URL(bearer.realm)
  if (bearer.service !== '') url.searchParams.set('service', bearer.service)
  if (bearer.scope !== '') url.searchParams.set('scope', bearer.scope)
  return fetch(url, { signal, headers: found === undefined ? {} : { authorization: basicHeader(found) } })
}

/** The token that the registry's token service gives; undefined where it refuses. @throws Error where it is out of order */
export const fetchToken = async (
  bearer: Bearer,
  found: Credentials | undefined,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const answer =
    found?.identityToken === undefined
      ? await byPassword(bearer, found, signal)
      : await byIdentity(bearer, found.identityToken, signal)
  if (answer.status === 429 || answer.status >= 500)
    throw new Error(`it answers with HTTP status ${answer.status}`)
  if (!answer.ok) return undefined
  const { token, access_token } = (await answer.json().catch(() => ({}))) as TokenAnswer
  if (token === undefined && access_token === undefined) throw new Error('its answer holds no token')
  return token ?? access_token
}
