import { afterEach, beforeEach, expect, it } from 'vitest'
import { startKafkaProxy } from '../../../support/kafka/kafka-proxy.ts'
import { openTestKafka, type TestKafka } from '../../../support/kafka/kafka.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createSinkSite, event, type SinkSite } from './support.ts'

const VARIABLES = [
  ...['KAFKA_BROKERS', 'KAFKA_SASL_BROKERS', 'KAFKA_SASL_PASSWORD', 'KAFKA_SASL_SSL_BROKERS', 'KAFKA_CA'],
]

describeWith(VARIABLES, 'what Kafka does not take', (env) => {
  const { KAFKA_BROKERS = '', KAFKA_SASL_BROKERS = '', KAFKA_SASL_SSL_BROKERS = '', KAFKA_CA = '' } = env
  const { KAFKA_SASL_PASSWORD = '' } = env
  const values = { WRONG: 'not-the-password', TEXT: 'no certificate' }
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

  it.each([
    [
      'a wrong password',
      `kafka://${KAFKA_SASL_BROKERS}/t?user=gaze&password=\${WRONG}`,
      /refuses .*user gaze/,
      /right user and password/,
    ],
    [
      'a mechanism that the broker does not have',
      `kafka://${KAFKA_SASL_BROKERS}/t?sasl=scram-sha-256&user=gaze&password=\${WRONG}`,
      /does not know sasl=scram-sha-256/,
      /another sasl=/,
    ],
    [
      'a wrong connection string',
      `eventhubs://${KAFKA_SASL_SSL_BROKERS}/t?connection-string=\${WRONG}&ca=${KAFKA_CA}`,
      /refuses .*user \$ConnectionString/,
      /right user and password/,
    ],
    [
      'no login where one is wanted',
      `kafka://${KAFKA_SASL_BROKERS}/t`,
      /closed the connection.*login/,
      /a broker at/,
    ],
    [
      'a topic that nobody makes',
      `kafka://${KAFKA_BROKERS}/gaze-nobody-makes-this?create=no`,
      /topic gaze-nobody-makes-this does not exist/,
      /^the topic gaze-nobody-makes-this$/,
    ],
    [
      'a broker whose certificate nobody trusts',
      `kafka+ssl://${KAFKA_SASL_SSL_BROKERS}/t?user=gaze&password=\${WRONG}`,
      /certificate of .* is not signed by anybody/,
      /trusted certificate; \?ca=PATH/,
    ],
    [
      'TLS where there is none',
      `kafka+ssl://${KAFKA_BROKERS}/t`,
      /TLS|closed the connection|does not answer/,
      /./,
    ],
    [
      'no TLS where there is',
      `kafka://${KAFKA_SASL_SSL_BROKERS}/t`,
      /closed the connection.*TLS/,
      /a broker at/,
    ],
    ['a port where nobody listens', 'kafka://127.0.0.1:1/t', /nobody listens/, /a broker at 127.0.0.1:1/],
    ['a host that nobody knows', 'kafka://no-such-host.invalid:9092/t', /no-such-host/, /a broker at/],
    [
      'a variable that is not set',
      `kafka://${KAFKA_BROKERS}/t?user=u&password=\${UNSET}`,
      /UNSET is not set/,
      /--secret-env/,
    ],
    [
      'a CA that is none',
      `kafka+ssl://${KAFKA_SASL_SSL_BROKERS}/t?ca=\${TEXT}`,
      /holds no certificate/,
      /PEM/,
    ],
  ])('%s is said in words, and nothing is lost', async (_, url, lastError, waitsFor) => {
    const pod = await site.start('door-a', url, { env: values })
    pod.events.append([event(1), event(2)])
    const state = await pod.until(({ state }) => state === 'blocked')
    expect(state).toMatchObject({ offset: 0, lag: 2, sent: 0, lost: 0 })
    expect(state.lastError).toMatch(lastError)
    expect(state.waitsFor).toMatch(waitsFor)
    expect(pod.said.join('')).not.toContain(values.WRONG)
    expect(pod.said.filter((line) => line.includes('takes no events'))).toHaveLength(1)
  })

  it('an event that is too large is skipped and counted, those around it arrive', async () => {
    const topic = await kafka.topic({ 'max.message.bytes': '20000' })
    const pod = await site.start('door-a', `kafka://${KAFKA_BROKERS}/${topic}`)
    const sizes = Array.from({ length: 400 }, (_, n) => (n === 123 || n === 124 || n === 399 ? 30_000 : 100))
    pod.events.append(sizes.map((padding, n) => event(n, padding)))
    const state = await pod.until(({ lag }) => lag === 0)
    expect(state).toMatchObject({ state: 'ok', sent: 397, skipped: { 'too-large': 3 }, waitsFor: '' })
    expect(state.lastError).toMatch(/larger than topic .* takes/)
    expect(pod.said.filter((line) => line.includes(event(123).id))).toHaveLength(1)
    const all = await kafka.read(topic, (seen) => seen.length === 397)
    const wanted = sizes.flatMap((size, n) => (size > 100 ? [] : [event(n).id]))
    expect(all.map(({ value }) => (JSON.parse(value) as { id: string }).id)).toEqual(wanted)
  })

  it('a broker that hangs is left, and what it had is sent again', async () => {
    const proxy = await startKafkaProxy(KAFKA_BROKERS)
    const topic = await kafka.topic()
    const pod = await site.start('door-a', `kafka://${proxy.address}/${topic}`)
    pod.events.append([event(1)])
    await pod.until(({ sent }) => sent === 1)
    proxy.hang()
    pod.events.append([event(2)])
    const state = await pod.until(({ state }) => state === 'blocked')
    expect(state.lastError).toMatch(/does not answer/)
    await proxy.mend()
    await pod.until(({ sent }) => sent === 2)
    await proxy.close()
  })

  it.each([
    ['the right to write', 29, /user gaze may not write to topic/, /the right to write to topic/],
    ['replicas in sync', 19, /too few replicas of topic .* are in sync/, /more replicas/],
  ])(
    '%s is said to be missing, and the sink goes on when it is there',
    async (_, code, lastError, waitsFor) => {
      const proxy = await startKafkaProxy(KAFKA_SASL_BROKERS)
      proxy.refuse(code)
      const topic = await kafka.topic()
      const url = `kafka://${proxy.address}/${topic}?user=gaze&password=\${PASSWORD}`
      const pod = await site.start('door-a', url, { env: { PASSWORD: KAFKA_SASL_PASSWORD } })
      pod.events.append([event(1), event(2)])
      const state = await pod.until(({ state }) => state === 'blocked')
      expect(state).toMatchObject({ sent: 0, lag: 2 })
      expect(state.lastError).toMatch(lastError)
      expect(state.waitsFor).toMatch(waitsFor)
      proxy.refuse(0)
      await pod.until(({ sent }) => sent === 2)
      const all = await kafka.read(topic, (seen) => seen.length === 2)
      expect(all.map(({ value }) => (JSON.parse(value) as { id: string }).id)).toEqual([
        event(1).id,
        event(2).id,
      ])
      await site.clear()
      await proxy.close()
    },
  )

  it('a wrong password in between is said, and loses nothing', async () => {
    const topic = await kafka.topic()
    const url = `kafka://${KAFKA_SASL_BROKERS}/${topic}?user=gaze&password=\${PASSWORD}`
    const right = await site.start('door-a', url, { env: { PASSWORD: KAFKA_SASL_PASSWORD } })
    right.events.append([event(1)])
    await right.until(({ sent }) => sent === 1)
    await right.end()
    const wrong = await site.start('door-b', url, { env: { PASSWORD: values.WRONG } })
    wrong.events.append([event(2)])
    expect((await wrong.until(({ state }) => state === 'blocked')).lastError).toMatch(/refuses .*user gaze/)
    await wrong.end()
    const mended = await site.start('door-c', url, { env: { PASSWORD: KAFKA_SASL_PASSWORD } })
    mended.events.append([event(3)])
    await mended.until(({ sent, lag }) => sent === 1 && lag === 0)
    const all = await kafka.read(topic, (seen) => seen.length === 3)
    const ids = [1, 2, 3].map((n) => event(n).id)
    expect(all.map(({ value }) => (JSON.parse(value) as { id: string }).id)).toEqual(ids)
  })
})
