import { GazeError } from '../errors.ts'
import type { Logger } from '../service/log.ts'
import { readSecretFile } from '../service/secret-file.ts'
import { type MongoOptions, type MongoRecords, openMongo } from './mongodb.ts'
import type { Secrets } from './store.ts'

/** Values of secrets go from the CLI to the cluster and to the pods; no service sees one. */
const NO_SECRETS: Secrets = {
  get: async () => ({}),
  put: () => Promise.reject(new GazeError('INTERNAL', 'a service writes no secrets')),
  remove: () => Promise.reject(new GazeError('INTERNAL', 'a service writes no secrets')),
}

interface ServiceRecordsOptions extends Pick<MongoOptions, 'fence'> {
  /** Holds the connection string. */
  readonly uriFile: string
  /** Other than the usual one. */
  readonly database?: string | undefined
  readonly service: string
  readonly log: Logger
  /** The records cannot be followed, and why; empty: they can again. */
  readonly trouble: (message: string) => void
}

/** A site's records for one of its services. @throws GazeError FILE_NOT_FOUND, FILE_INVALID, STORE_UNAVAILABLE */
export const openServiceRecords = async (options: ServiceRecordsOptions): Promise<MongoRecords> => {
  const { uriFile, database, service, log, trouble, fence } = options
  let said = ''
  return openMongo({
    uri: await readSecretFile(uriFile),
    secrets: NO_SECRETS,
    appName: service,
    ...(database !== undefined && { database }),
    ...(fence && { fence }),
    onTrouble: (error) => {
      const message = error === undefined ? '' : [error.message, error.why].filter(Boolean).join(': ')
      if (message === said) return
      said = message
      trouble(message)
      if (message === '') log.info('the records are followed again')
      else log.warn('the records cannot be followed; what was known last holds', { why: message })
    },
  })
}
