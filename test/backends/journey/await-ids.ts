import { readFileSync } from 'node:fs'
import { openTestKafka } from '../../support/kafka/kafka.ts'

/** Ends when the topic has every id of the file, one a line; the first argument is the topic. */
const [topic = '', path = ''] = process.argv.slice(2)
const wanted = new Set(readFileSync(path, 'utf8').trim().split('\n'))
const kafka = openTestKafka(process.env.KAFKA_BROKERS ?? '')
const idOf = (value: string): string => (JSON.parse(value) as { id: string }).id
const all = await kafka.read(
  topic,
  (received) => {
    const there = new Set(received.map(({ value }) => idOf(value)))
    return [...wanted].every((id) => there.has(id))
  },
  60_000,
)
console.log(`${wanted.size} ids, all among ${all.length} messages`)
await kafka.clear()
