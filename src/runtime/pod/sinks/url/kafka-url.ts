import { partsOf, readBroker, readTopic } from './authority.ts'
import { oneOf, readQuery, sinkError, variableIn } from './sink-query.ts'
import type { KafkaTarget, Login } from './target.ts'

const PARAMS = ['mode', 'sasl', 'user', 'password', 'ca', 'create'] as const

const readLogin = (url: string, query: Readonly<Record<string, string>>): Login | undefined => {
  const { sasl, user, password } = query
  if (sasl === undefined && user === undefined && password === undefined) return undefined
  const mechanism = oneOf(url, 'sasl', sasl, ['plain', 'scram-sha-256', 'scram-sha-512'])
  const form = `Write ?sasl=${mechanism}&user=U&password=\${NAME}, and --secret-env NAME=env:VAR`
  if (user === undefined) throw sinkError(url, 'it logs in without a user', form)
  if (password === undefined) throw sinkError(url, 'it logs in without a password', form)
  return { mechanism, user, password }
}

/** `kafka://HOST:PORT[,HOST:PORT]/TOPIC?…`, `kafka+ssl://…`. @throws GazeError USAGE */
export const parseKafkaUrl = (url: string): KafkaTarget => {
  const { authority, path } = partsOf(url)
  const query = readQuery(url, PARAMS)
  const tls = url.toLowerCase().startsWith('kafka+ssl:')
  if (!tls && query.ca !== undefined)
    throw sinkError(url, 'ca is for connections by TLS', 'Write kafka+ssl:// in front')
  return {
    url,
    tls,
    brokers: authority.split(',').map((broker) => readBroker(url, broker)),
    topic: readTopic(url, path, 'topic'),
    ca: query.ca ?? '',
    mode: oneOf(url, 'mode', query.mode, ['structured', 'binary']),
    login: readLogin(url, query),
    createTopic: oneOf(url, 'create', query.create, ['yes', 'no']) === 'yes',
  }
}

const HUB_PARAMS = ['mode', 'connection-string', 'ca'] as const
const HUB_PORT = 9093
/** How Event Hubs' Kafka endpoint is told that the password is a connection string. */
const HUB_USER = '$ConnectionString'

/** `eventhubs://NAMESPACE.servicebus.windows.net[:PORT]/HUB?connection-string=${NAME}`. @throws GazeError USAGE */
export const parseEventHubsUrl = (url: string): KafkaTarget => {
  const { authority, path } = partsOf(url)
  const query = readQuery(url, HUB_PARAMS)
  const secret = query['connection-string']
  if (secret === undefined || variableIn(secret) === undefined)
    throw sinkError(
      url,
      'it names no variable with the connection string',
      'Write ?connection-string=${NAME}, and --secret-env NAME=env:VAR',
    )
  return {
    url,
    tls: true,
    brokers: [readBroker(url, authority, HUB_PORT)],
    topic: readTopic(url, path, 'event hub'),
    ca: query.ca ?? '',
    mode: oneOf(url, 'mode', query.mode, ['structured', 'binary']),
    login: { mechanism: 'plain', user: HUB_USER, password: secret },
    createTopic: true,
  }
}
