import { startKafkaProxy } from '../../support/kafka/kafka-proxy.ts'

/** Opens Kafka to pods: listens on an address of this machine that they reach, prints it, and stays until it is ended. */
const [host = '127.0.0.1'] = process.argv.slice(2)
const broker = process.env.KAFKA_BROKERS?.split(',')[0] ?? ''
const { address } = await startKafkaProxy(broker, host)
process.stdout.write(`${address}\n`)
