import type { KafkaConfig, logCreator, Producer, SASLOptions } from 'kafkajs'
import type { KafkaSettings } from '../url/settings.ts'
import type { Login } from '../url/target.ts'
import { brokerName, openSocket } from './broker-name.ts'

const CONNECT_MS = 5_000
const REQUEST_MS = 10_000
/** For a topic that has just been made; what takes longer is tried again from the start, by who calls. */
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 }

const saslOf = ({ mechanism, user, password }: Login): SASLOptions =>
  ({ mechanism, username: user, password }) as SASLOptions

const config = ({ brokers, tls, ca, login }: KafkaSettings, logs: logCreator): KafkaConfig => ({
  clientId: 'gaze',
  brokers: brokers.map(brokerName),
  socketFactory: openSocket,
  ...(tls ? { ssl: ca === undefined ? true : { ca } } : {}),
  ...(login === undefined ? {} : { sasl: saslOf(login) }),
  connectionTimeout: CONNECT_MS,
  authenticationTimeout: CONNECT_MS,
  requestTimeout: REQUEST_MS,
  retry: RETRY,
  logCreator: logs,
})

/** A producer that is connected and logged in. @throws errors of kafkajs */
export const connectProducer = async (settings: KafkaSettings, logs: logCreator): Promise<Producer> => {
  const { default: kafkajs } = await import('kafkajs')
  const { Kafka, Partitioners } = kafkajs
  const producer = new Kafka(config(settings, logs)).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: settings.createTopic,
    retry: { ...RETRY, retries: 0 },
  })
  try {
    await producer.connect()
    return producer
  } catch (error) {
    await letGo(producer)
    throw error
  }
}

/** Ends its connections; one that does not end well is over all the same. */
export const letGo = (producer: Producer): Promise<void> => producer.disconnect().catch(() => {})
