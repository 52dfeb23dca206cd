import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type KafkaProxy, startKafkaProxy } from '../../../support/kafka/kafka-proxy.ts'
import { openTestKafka, type TestKafka } from '../../../support/kafka/kafka.ts'
import { busySite } from '../../../runtime/pod/kill-rounds.ts'
import { readAll } from '../../../runtime/pod/event-log/support.ts'
import type { PodSite } from '../../../runtime/pod/support.ts'
import { describeWith } from '../../support/back-ends.ts'

/** The events of the logs, as they were written. */
const loggedIn = async (dirs: readonly string[]): Promise<string[]> =>
  (await Promise.all(dirs.map((dir) => readAll(dir)))).flat().map(({ text }) => text)

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

  it.each([
    ['and starts again', 'door-a'],
    ['and another takes its place', 'door-b'],
  ])('send on over an outage in which the pod is killed %s', async (_, next) => {
    const topic = await kafka.topic()
    const sinks = [`kafka://${proxy.address}/${topic}`]
    const first = site.start({ sinks })
    await first.untilState(({ sinks: [sink] }) => (sink?.sent ?? 0) > 5)
    await proxy.cut()
    const away = await first.untilState(
      ({ sinks: [sink], events }) => sink?.state === 'blocked' && events.endOffset > sink.offset + 15,
    )
    expect(away.sinks[0]).toMatchObject({ waitsFor: `a broker at ${proxy.address}` })
    expect(away.ready).toBe(true)
    await first.until(({ reason }) => reason === 'SinkBlocked')
    await first.kill('SIGKILL')

    const dirs = [site.assignment.eventsDir, join(dirname(site.assignment.eventsDir), next)]
    const second = site.start({ sinks, pod: next, eventsDir: dirs[1]! })
    await second.untilState(({ events }) => events.written > 5)
    await proxy.mend()
    const back = await second.untilState(({ sinks: [sink] }) => sink?.state === 'ok' && sink.lag < 15)
    expect(back.sinks[0]?.lost).toBe(0)
    expect(await second.kill('SIGTERM')).toBe(0)

    // What the end of the pod left in the log was sent as well.
    const logged = await loggedIn([...new Set(dirs)])
    const all = await kafka.read(topic, (seen) => seen.at(-1)?.value === logged.at(-1))
    const firsts = [...new Set(all.map(({ value }) => value))]
    expect(firsts).toEqual([...new Set(logged)])
  })
})
