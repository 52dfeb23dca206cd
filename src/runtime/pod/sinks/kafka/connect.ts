import type { KafkaConfig, Producer, SASLOptions } from 'kafkajs'
import type { Logger } from '../../../service/log.ts'
import type { KafkaSettings } from '../url/settings.ts'
import type { Login } from '../url/target.ts'
import { kafkaLogger } from './logger.ts'

const CONNECT_MS = 5_000
const REQUEST_MS = 15_000
/** What takes longer is tried again from the start, by who calls. */
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 }

const saslOf = ({ mechanism, user, password }: Login): SASLOptions =>
  ({ mechanism, username: user, password }) as SASLOptions

const config = ({ brokers, tls, ca, login }: KafkaSettings, log: Logger): KafkaConfig => ({
  clientId: 'gaze',
  brokers: [...brokers],
  ...(tls ? { ssl: ca === undefined ? true : { ca } } : {}),
  ...(login === undefined ? {} : { sasl: saslOf(login) }),
  connectionTimeout: CONNECT_MS,
  authenticationTimeout: CONNECT_MS,
  requestTimeout: REQUEST_MS,
  retry: RETRY,
  logCreator: kafkaLogger(log),
})

/** A producer that is connected and logged in. @throws errors of kafkajs */
export const connectProducer = async (settings: KafkaSettings, log: Logger): Promise<Producer> => {
  const { default: kafkajs } = await import('kafkajs')
  const { Kafka, Partitioners } = kafkajs
  const producer = new Kafka(config(settings, log)).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: settings.createTopic,
    retry: RETRY,
  })
  try {
    await producer.connect()
    return producer
  } catch (error) {
    await letGo(producer, log)
    throw error
  }
}

/** Ends its connections; nobody waits for a broker that does not answer. */
export const letGo = async (producer: Producer, log: Logger): Promise<void> => {
  try {
    await producer.disconnect()
  } catch (error) {
    log.debug('the connection to Kafka did not end well', { why: String(error) })
  }
}
