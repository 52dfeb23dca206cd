import { createHash } from 'node:crypto'
import type { KafkaTarget } from './target.ts'

/** Names the target, not the way to it: who corrects a password or a CA goes on where it stood. */
export const sinkId = ({ brokers, topic }: Pick<KafkaTarget, 'brokers' | 'topic'>): string => {
  const place = JSON.stringify([brokers.map((broker) => broker.toLowerCase()).sort(), topic])
  return `kafka-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`
}
