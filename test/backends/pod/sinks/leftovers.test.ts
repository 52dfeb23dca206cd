import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type KafkaProxy, startKafkaProxy } from '../../../support/kafka/kafka-proxy.ts'
import { openTestKafka, type Received, type TestKafka } from '../../../support/kafka/kafka.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createSinkSite, event, type SinkSite } from './support.ts'

const numbersOf = (all: readonly Received[]): number[] =>
  all.map(({ value }) => (JSON.parse(value) as { data: { n: number } }).data.n)
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at)

describeWith(['KAFKA_BROKERS'], 'what waits for Kafka', ({ KAFKA_BROKERS = '' }) => {
  let kafka: TestKafka
  let proxy: KafkaProxy
  let site: SinkSite
  let topic: string
  let url: string

  beforeEach(async () => {
    kafka = openTestKafka(KAFKA_BROKERS)
    proxy = await startKafkaProxy(KAFKA_BROKERS)
    site = await createSinkSite()
    topic = await kafka.topic()
    url = `kafka://${proxy.address}/${topic}`
  })
  afterEach(async () => {
    await site.clear()
    await proxy.close()
    await kafka.clear()
  })

  it('is sent by the next pods, the oldest first, and by each only once', async () => {
    await proxy.cut()
    const first = await site.start('door-z', url)
    first.events.append(numbers(0, 100).map((n) => event(n)))
    await first.until(({ state }) => state === 'blocked')
    await first.end()
    const second = await site.start('door-a', url)
    second.events.append(numbers(100, 200).map((n) => event(n)))
    await second.until(({ state, lag }) => state === 'blocked' && lag === 200)
    await second.end()
    const third = await site.start('door-m', url)
    third.events.append(numbers(200, 300).map((n) => event(n)))
    await third.until(({ lag }) => lag === 300)
    await proxy.mend()
    await third.until(({ lag, state }) => lag === 0 && state === 'ok')
    await third.end()
    const last = await site.start('door-a', url)
    last.events.append([event(300)])
    await last.until(({ offset, lag }) => offset === 101 && lag === 0)
    expect(numbersOf(await kafka.read(topic, (seen) => seen.length === 301))).toEqual(numbers(0, 301))
  })

  it('is still sent by a pod that ends, whose log goes with it, when the broker is back in its time', async () => {
    await proxy.cut()
    const pod = await site.start('door-a', url, { drainMs: 30_000 })
    pod.events.append(numbers(0, 200).map((n) => event(n)))
    await pod.until(({ state }) => state === 'blocked')
    const ended = pod.end()
    await setTimeout(4_000)
    await proxy.mend()
    await ended
    expect(pod.said.join('')).not.toContain('not sent in time')
    expect(numbersOf(await kafka.read(topic, (seen) => seen.length === 200))).toEqual(numbers(0, 200))
  })

  it('is counted by a pod that ends, whose log goes with it, when the broker does not come back', async () => {
    await proxy.cut()
    const pod = await site.start('door-a', url, { drainMs: 1_000 })
    pod.events.append(numbers(0, 7).map((n) => event(n)))
    await pod.until(({ state }) => state === 'blocked')
    await pod.end()
    const told = pod.said.map((line) => JSON.parse(line) as Record<string, unknown>)
    const lost = told.filter(({ message }) => String(message).includes('lost with the pod'))
    expect(lost).toMatchObject([{ level: 'error', count: 7, why: expect.stringMatching(/./) }])
  })

  it('goes on where it stood when the pod that had it comes back in between', async () => {
    await proxy.cut()
    const first = await site.start('door-a', url)
    first.events.append(numbers(0, 50).map((n) => event(n)))
    await first.end()
    const other = await site.start('door-b', url)
    await other.until(({ lag }) => lag === 50)
    const again = await site.start('door-a', url)
    again.events.append(numbers(50, 100).map((n) => event(n)))
    expect((await again.until(({ state }) => state === 'blocked')).lastError).toMatch(/another pod sends/)
    await proxy.mend()
    await again.until(({ lag, state }) => lag === 0 && state === 'ok')
    expect(numbersOf(await kafka.read(topic, (seen) => seen.length === 100))).toEqual(numbers(0, 100))
  })

  it('is the newest that the log has room for; the rest is counted as lost', async () => {
    await proxy.cut()
    const bounds = { maxBytes: 200_000, segmentBytes: 20_000 }
    const pod = await site.start('door-a', url, bounds)
    for (let n = 0; n < 2_000; n += 1) pod.events.append([event(n, 500)])
    await pod.until(({ state }) => state === 'blocked')
    const { expired } = pod.events.state()
    expect(expired).toBeGreaterThan(1_000)
    await proxy.mend()
    const state = await pod.until(({ lag, state }) => lag === 0 && state === 'ok')
    expect(state.lost).toBeGreaterThan(1_000)
    expect(state.lost + state.sent).toBe(2_000)
    expect(pod.said.filter((line) => line.includes('events were lost'))).toHaveLength(1)
    const all = numbersOf(await kafka.read(topic, (seen) => seen.length === state.sent))
    expect(all).toEqual([...all].sort((a, b) => a - b))
    expect(all.at(-1)).toBe(1_999)
  })
})
