import type { Message } from 'kafkajs'
import type { LoggedEvent } from '../../event-log/format.ts'
import type { KafkaTarget } from '../url/target.ts'

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=UTF-8' }

/** All attributes but the content type become headers `ce_NAME`, the data the value. */
const binary = (key: string, text: string): Message => {
  const { data, datacontenttype, ...attributes } = JSON.parse(text) as Record<string, unknown>
  const headers = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)] as const),
  )
  return {
    key,
    value: JSON.stringify(data),
    headers: { ...headers, 'content-type': String(datacontenttype) },
  }
}

/** An event as the Kafka protocol binding of CloudEvents 1.0.2 has it, keyed by its stream. */
export const messageOfEvent = (mode: KafkaTarget['mode'], stream: string, { text }: LoggedEvent): Message =>
  mode === 'binary' ? binary(stream, text) : { key: stream, value: text, headers: STRUCTURED }
