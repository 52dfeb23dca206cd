import { GazeError } from '../../../errors.ts'
import type { Env } from '../../../records/types.ts'
import { checkCertificates, readCertificates } from './certificates.ts'
import { variableIn } from './sink-query.ts'
import type { KafkaTarget, Login } from './target.ts'

/** A target with its variables put in. */
export interface KafkaSettings extends Omit<KafkaTarget, 'ca'> {
  /** PEM of the certificates to trust; undefined for the usual ones. */
  readonly ca: string | undefined
}

const filled = (text: string, env: Env): string => {
  const name = variableIn(text)
  if (name === undefined) return text
  const value = env[name]
  if (value !== undefined) return value
  throw new GazeError('SINK_FAILED', `the variable ${name} is not set`, {
    hint: `set it with gaze stream scale NAME --secret-env ${name}=env:VAR`,
  })
}

const loginOf = (login: Login, env: Env): Login => ({
  mechanism: login.mechanism,
  user: filled(login.user, env),
  password: filled(login.password, env),
})

const certificatesOf = (ca: string, env: Env): string | undefined => {
  if (ca === '') return undefined
  const name = variableIn(ca)
  return name === undefined
    ? readCertificates(ca)
    : checkCertificates(`the variable ${name}`, filled(ca, env))
}

/** @throws GazeError SINK_FAILED for a variable that is not set; FILE_NOT_FOUND, FILE_INVALID for a CA. */
export const settingsOf = (target: KafkaTarget, env: Env): KafkaSettings => ({
  ...target,
  login: target.login && loginOf(target.login, env),
  ca: certificatesOf(target.ca, env),
})
