import { afterEach, beforeEach, expect, it } from 'vitest'
import { type KafkaProxy, startKafkaProxy } from '../../../support/kafka-proxy.ts'
import { openTestKafka, type TestKafka } from '../../../support/kafka.ts'
import { busySite, eventsOf } from '../../../runtime/pod/kill-rounds.ts'
import type { PodSite } from '../../../runtime/pod/support.ts'
import { describeWith } from '../../support/back-ends.ts'

describeWith(['KAFKA_BROKERS'], 'the sinks of a pod', ({ KAFKA_BROKERS = '' }) => {
  let kafka: TestKafka
  let proxy: KafkaProxy
  let site: PodSite

  beforeEach(async () => {
    kafka = openTestKafka(KAFKA_BROKERS)
    proxy = await startKafkaProxy(KAFKA_BROKERS)
    site = busySite()
  })
  afterEach(async () => {
    await site.clear()
    await proxy.close()
    await kafka.clear()
  })

  it('send on over an outage in which the pod is killed, all events and each id at its place', async () => {
    const topic = await kafka.topic()
    const sinks = [`kafka://${proxy.address}/${topic}`]
    const first = site.start({ sinks })
    await first.untilState(({ sinks: [sink] }) => (sink?.sent ?? 0) > 20)
    await proxy.cut()
    const away = await first.untilState(
      ({ sinks: [sink], events }) => sink?.state === 'blocked' && events.endOffset > sink.offset + 50,
    )
    expect(away.sinks[0]).toMatchObject({ waitsFor: `a broker at ${proxy.address}` })
    expect(away.ready).toBe(true)
    await first.until(({ reason }) => reason === 'SinkBlocked')
    await first.kill('SIGKILL')

    const second = site.start({ sinks })
    await second.untilState(({ events }) => events.written > 20)
    await proxy.mend()
    const back = await second.untilState(({ sinks: [sink] }) => sink?.state === 'ok' && sink.lag < 50)
    expect(back.sinks[0]?.lost).toBe(0)
    expect(await second.kill('SIGTERM')).toBe(0)

    // What the end of the pod left in the log was sent as well.
    const logged = (await eventsOf(site)).map(({ event }) => JSON.stringify(event))
    const all = await kafka.read(topic, (seen) => seen.at(-1)?.value === logged.at(-1))
    const firsts = [...new Set(all.map(({ value }) => value))]
    expect(firsts).toEqual([...new Set(logged)])
  })
})
