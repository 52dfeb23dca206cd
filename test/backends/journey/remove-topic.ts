import { Kafka, logLevel } from 'kafkajs'

/** Removes the topic that the first argument names, if it is there. */
const [topic = ''] = process.argv.slice(2)
const kafka = new Kafka({ brokers: (process.env.KAFKA_BROKERS ?? '').split(','), logLevel: logLevel.NOTHING })
const admin = kafka.admin()
await admin.connect()
if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] })
await admin.disconnect()
