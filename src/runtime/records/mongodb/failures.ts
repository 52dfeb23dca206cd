import { GazeError, isGazeError, messageOf } from '../../errors.ts'

/** Error codes of the server (mongo/base/error_codes.yml). */
const AUTHENTICATION_FAILED = 18
const UNAUTHORIZED = 13
const DUPLICATE_KEY = 11_000

interface ServerError {
  readonly code?: unknown
  readonly keyPattern?: Readonly<Record<string, unknown>>
}

/** The field whose unique index refused a write, if that is what happened. */
export const duplicateField = (error: unknown): string | undefined => {
  const { code, keyPattern } = error as ServerError
  return code === DUPLICATE_KEY ? (Object.keys(keyPattern ?? {})[0] ?? 'name') : undefined
}

const refused = (hosts: string, code: unknown, cause: unknown): GazeError =>
  new GazeError('NOT_ALLOWED', `The MongoDB server at ${hosts} refused this user`, {
    why:
      code === AUTHENTICATION_FAILED
        ? 'The user name or the password of the connection string is wrong'
        : 'The user of the connection string may not do that; it needs the role readWrite on the database',
    hint: 'Correct the connection string: its user, its password, its authSource',
    details: { hosts },
    cause,
  })

/** The error of the operating system at its root, if there is one: the network says more than the driver. */
const systemError = (error: unknown): Error | undefined => {
  const { cause, syscall } = (error ?? {}) as { readonly cause?: unknown; readonly syscall?: unknown }
  if (syscall !== undefined && error instanceof Error) return error
  return cause === undefined ? undefined : systemError(cause)
}

const isNetwork = (error: unknown): boolean =>
  error instanceof Error && ['MongoServerSelectionError', 'MongoNetworkError'].includes(error.name)

const reasonOf = (error: unknown): string => {
  const system = systemError(error)
  if (system !== undefined) return system.message
  return isNetwork(error) ? `No server answers there (${messageOf(error)})` : messageOf(error)
}

/** Any failure of the driver, in words that hold no connection string. */
export const mongoFailure = (hosts: string, error: unknown): GazeError => {
  if (error instanceof GazeError) return error
  const { code } = error as ServerError
  if (code === AUTHENTICATION_FAILED || code === UNAUTHORIZED) return refused(hosts, code, error)
  return new GazeError('STORE_UNAVAILABLE', `The records in MongoDB at ${hosts} cannot be reached`, {
    why: reasonOf(error),
    hint: 'Look whether the server runs and whether that address is reached from here; gaze doctor looks, too',
    details: { hosts },
    cause: error,
  })
}

/** The same of a write: where it was sent, nobody knows whether it was done. */
export const mongoWriteFailure = (error: unknown): unknown => {
  if (!isGazeError(error, 'STORE_UNAVAILABLE')) return error
  const { cause, message, details } = error
  if (cause instanceof Error && cause.name === 'MongoServerSelectionError') return error
  return new GazeError('STORE_UNAVAILABLE', message, {
    why: `${error.why}; what was to be written may be written all the same`,
    hint: 'Look (list, show) when the server answers again, which gaze doctor tells; a command that is repeated changes nothing that is done already',
    details: { ...details, mayBeDone: true },
    cause,
  })
}

/** Says nothing of what the string holds, nor has the driver's error with it: it may repeat the password. */
export const badConnectionString = (): GazeError =>
  new GazeError('STORE_UNAVAILABLE', 'The connection string of MongoDB is not valid', {
    why: 'The driver does not take it; characters such as @ : / ? # % in user and password must be percent-encoded',
    hint: 'Write it as mongodb://USER:PASSWORD@HOST:PORT/?OPTIONS',
  })
