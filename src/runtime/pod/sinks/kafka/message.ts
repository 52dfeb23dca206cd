import type { Message } from 'kafkajs'
import type { LoggedEvent } from '../../event-log/format.ts'
import type { KafkaTarget } from '../url/target.ts'

/** Bytes, which are not made anew for each message. */
const STRUCTURED = { 'content-type': Buffer.from('application/cloudevents+json; charset=UTF-8') }

/** All attributes but the content type become headers `ce_NAME`, the data the value. */
const binary = (key: Buffer, text: string): Message => {
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

/**
 * An event as the Kafka protocol binding of CloudEvents 1.0.2 has it.
 * @param key The stream's name in bytes.
 */
export const messageOfEvent = (mode: KafkaTarget['mode'], key: Buffer, { text }: LoggedEvent): Message =>
  mode === 'binary' ? binary(key, text) : { key, value: text, headers: STRUCTURED }
