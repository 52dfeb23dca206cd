import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startKafkaProxy } from '../../../support/kafka/kafka-proxy.ts'
import { openTestKafka, type Received, type TestKafka } from '../../../support/kafka/kafka.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createSinkSite, event, type SinkSite } from './support.ts'

const idsOf = (all: readonly Received[]): string[] =>
  all.map(({ value }) => (JSON.parse(value) as { id: string }).id)
const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, at) => from + at)

describeWith(['KAFKA_BROKERS', 'KAFKA_SASL_BROKERS', 'KAFKA_SASL_SSL_BROKERS'], 'events to Kafka', (env) => {
  const { KAFKA_BROKERS = '', KAFKA_SASL_BROKERS = '', KAFKA_SASL_SSL_BROKERS = '' } = env
  const { KAFKA_SASL_USER = '', KAFKA_SASL_PASSWORD = '', KAFKA_CA = '' } = process.env
  const { KAFKA_CONNECTION_STRING = '' } = process.env
  const login = `sasl=plain&user=${KAFKA_SASL_USER}&password=\${KAFKA_PASSWORD}`
  const secret = { KAFKA_PASSWORD: KAFKA_SASL_PASSWORD, CONNECTION: KAFKA_CONNECTION_STRING }
  let kafka: TestKafka
  let site: SinkSite

  beforeEach(async () => {
    kafka = openTestKafka(KAFKA_BROKERS)
    site = await createSinkSite()
  })
  afterEach(async () => {
    await site.clear()
    await kafka.clear()
  })

  it('are the events of the log, in their order, keyed by the stream, in structured mode', async () => {
    const topic = await kafka.topic()
    const pod = await site.start('door-a', `kafka://${KAFKA_BROKERS}/${topic}`)
    pod.events.append(numbers(5_000).map((n) => event(n)))
    const state = await pod.until(({ lag, sent }) => lag === 0 && sent === 5_000)
    expect(state).toMatchObject({
      state: 'ok',
      offset: 5_000,
      lost: 0,
      skipped: {},
      waitsFor: '',
      lastError: '',
    })
    const all = await kafka.read(topic, (seen) => seen.length === 5_000)
    expect(all.map(({ value }) => value)).toEqual(numbers(5_000).map((n) => JSON.stringify(event(n))))
    expect(new Set(all.map(({ key, partition }) => `${key}/${partition}`)).size).toBe(1)
    expect(all[0]).toMatchObject({
      key: 'door',
      headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
    })
  })

  it('reach a broker at an IPv6 address, and say where it is when it is away', async () => {
    const proxy = await startKafkaProxy(KAFKA_BROKERS, '::1')
    const topic = await kafka.topic()
    const pod = await site.start('door-a', `kafka://${proxy.address}/${topic}`)
    pod.events.append([event(1)])
    await pod.until(({ sent }) => sent === 1)
    await proxy.cut()
    pod.events.append([event(2)])
    const { lastError } = await pod.until(({ state }) => state === 'blocked')
    expect(lastError).toContain(`[::1]:${proxy.address.split(':').at(-1)}`)
    await proxy.mend()
    await pod.until(({ sent }) => sent === 2)
    await proxy.close()
  })

  it('have their attributes in headers in binary mode', async () => {
    const topic = await kafka.topic()
    const pod = await site.start('door-a', `kafka://${KAFKA_BROKERS}/${topic}?mode=binary`)
    pod.events.append([event(7)])
    const [message] = await kafka.read(topic, (seen) => seen.length === 1)
    expect(message?.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: 'door/1/7/line.crossed/0',
      ce_source: '/gaze/streams/door',
      ce_type: 'gaze.line.crossed',
      ce_time: '1970-01-01T00:00:00.280Z',
      'content-type': 'application/json',
    })
    expect(JSON.parse(message?.value ?? '')).toEqual(event(7).data)
  })

  it.each([
    ['a login in clear', () => `kafka://${KAFKA_SASL_BROKERS}/TOPIC?${login}`],
    ['a login over TLS', () => `kafka+ssl://${KAFKA_SASL_SSL_BROKERS}/TOPIC?${login}&ca=${KAFKA_CA}`],
    ['a CA in a variable', () => `kafka+ssl://${KAFKA_SASL_SSL_BROKERS}/TOPIC?${login}&ca=\${CA}`],
    [
      'the way of Event Hubs',
      () => `eventhubs://${KAFKA_SASL_SSL_BROKERS}/TOPIC?connection-string=\${CONNECTION}&ca=${KAFKA_CA}`,
    ],
  ])('go with %s', async (_, url) => {
    const topic = await kafka.topic()
    const ca = KAFKA_CA === '' ? '' : readFileSync(KAFKA_CA, 'utf8')
    const pod = await site.start('door-a', url().replace('TOPIC', topic), { env: { ...secret, CA: ca } })
    pod.events.append([event(1), event(2)])
    await pod.until(({ sent }) => sent === 2)
    expect(idsOf(await kafka.read(topic, (seen) => seen.length === 2))).toEqual([event(1).id, event(2).id])
  })

  it('make the topic where the broker does', async () => {
    const topic = kafka.freshName()
    const pod = await site.start('door-a', `kafka://${KAFKA_BROKERS}/${topic}`)
    pod.events.append([event(1)])
    await pod.until(({ sent }) => sent === 1)
    expect(await kafka.read(topic, (seen) => seen.length === 1)).toHaveLength(1)
  })
})
