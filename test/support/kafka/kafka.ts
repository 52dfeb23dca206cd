import { randomUUID } from 'node:crypto'
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs'

/** A message as a consumer sees it. */
export interface Received {
  readonly key: string
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
  readonly partition: number
}

/** A broker for one test, with topics of its own. */
export interface TestKafka {
  /** Makes one; its messages may be limited. */
  topic(config?: Readonly<Record<string, string>>): Promise<string>
  /** A name that no topic has. */
  freshName(): string
  /** From the beginning on, until `enough` is told of so much or nothing came for `idleMs`. */
  read(topic: string, enough: (all: readonly Received[]) => boolean, ms?: number): Promise<Received[]>
  clear(): Promise<void>
}

const text = (value: unknown): string => String(value ?? '')

export const openTestKafka = (brokers: string, more: Partial<KafkaConfig> = {}): TestKafka => {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, ...more })
  const admin = kafka.admin()
  const names: string[] = []
  const freshName = (): string => {
    const name = `gaze-test-${randomUUID()}`
    names.push(name)
    return name
  }
  return {
    freshName,
    topic: async (config = {}) => {
      const topic = freshName()
      const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }))
      await admin.createTopics({ topics: [{ topic, numPartitions: 3, configEntries }] })
      return topic
    },
    read: async (topic, enough, ms = 60_000) => {
      const all: Received[] = []
      const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 })
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      try {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`${all.length} messages after ${ms} ms`)), ms)
          const look = (): void => {
            if (!enough(all)) return
            clearTimeout(timer)
            resolve()
          }
          void consumer.run({
            eachMessage: async ({ partition, message }) => {
              const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [
                name,
                text(value),
              ])
              all.push({
                ...{ partition, key: text(message.key), value: text(message.value) },
                headers: Object.fromEntries(headers) as Record<string, string>,
              })
              look()
            },
          })
          look()
        })
        return all
      } finally {
        await consumer.disconnect()
      }
    },
    clear: async () => {
      const there = await admin.listTopics()
      const topics = names.filter((name) => there.includes(name))
      if (topics.length > 0) await admin.deleteTopics({ topics })
      await admin.disconnect()
    },
  }
}
