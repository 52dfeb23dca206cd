import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startKafkaProxy } from '../test/support/kafka/kafka-proxy.ts'
import { openTestKafka } from '../test/support/kafka/kafka.ts'
import { chain, createPodSite } from '../test/runtime/pod/support.ts'
import { writeClip } from '../test/support/clip.ts'
import { followEvents } from '../src/runtime/pod/event-log/follow.ts'
import type { PodState } from '../src/runtime/pod/state.ts'

// A pod while its broker is away, with a kill -9 in the middle:
// npm run build && KAFKA_BROKERS=127.0.0.1:9092 npx tsx bench/kafka-outage.ts [SECONDS [LINES]]

const brokers = process.env.KAFKA_BROKERS ?? '127.0.0.1:9092'
const AWAY_S = Number(process.argv[2] ?? 60)
/** Lines that one thing crosses at once: so many events each time. */
const LINES = Number(process.argv[3] ?? 150)
const CALM_S = 15

const site = createPodSite({ source: 'pipeline' })
const kafka = openTestKafka(brokers)
const proxy = await startKafkaProxy(brokers)
const topic = await kafka.topic()
const clip = join(site.dir, 'clip.y4m')
writeClip(clip)
const lines = Array.from(
  { length: LINES },
  (_, n) => ['count-line', { name: `line-${n}`, line: '0.5,0:0.5,1' }] as const,
)
const nodes = chain(
  ['file', { path: clip, rate: 'max', loop: true }],
  ['motion', {}],
  ['track', {}],
  ...lines,
).nodes
const pipeline = {
  nodes: nodes.map((node, at) => ({ ...node, id: `n${at}`, from: at === 0 ? [] : [`n${at - 1}`] })),
}
const sinks = [`kafka://${proxy.address}/${topic}`]

const rssOf = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)

const report = (
  what: string,
  pid: number,
  { fps, events, sinks: [sink] }: PodState,
  since?: PodState,
): void =>
  console.log(
    `${what.padEnd(28)} ${fps.toFixed(0)} fps, ${events.endOffset - (since?.events.endOffset ?? 0)} events, ` +
      `sent ${sink?.sent}, lag ${sink?.lag}, lost ${sink?.lost}, ${sink?.state}, RSS ${rssOf(pid)} MB`,
  )

try {
  const first = site.start({ pipeline, sinks })
  const now = (): Promise<PodState> => first.untilState(() => true)
  await first.untilState(({ sinks: [sink] }) => (sink?.sent ?? 0) > 100)
  await sleep(CALM_S * 1000)
  report('the broker is there', first.child.pid ?? 0, await now())
  await proxy.cut()
  for (let part = 1; part <= 3; part += 1) {
    await sleep((AWAY_S * 1000) / 6)
    report(`away for ${Math.round((AWAY_S * part) / 6)} s`, first.child.pid ?? 0, await now())
  }
  await first.kill('SIGKILL')
  const second = site.start({ pipeline, sinks })
  const again = (): Promise<PodState> => second.untilState(() => true)
  await second.untilState(({ events }) => events.written > 0)
  await sleep((AWAY_S * 1000) / 2)
  report(`killed, away for ${AWAY_S} s`, second.child.pid ?? 0, await again())
  const mended = performance.now()
  await proxy.mend()
  const caught = await second.untilState(({ sinks: [sink] }) => sink?.state === 'ok' && sink.lag < 1_000)
  report(
    `caught up after ${((performance.now() - mended) / 1000).toFixed(1)} s`,
    second.child.pid ?? 0,
    caught,
  )
  await sleep(CALM_S * 1000)
  report('the broker is there', second.child.pid ?? 0, await again())
  await second.kill('SIGTERM')

  const logged: string[] = []
  for await (const { text } of followEvents(
    site.assignment.eventsDir,
    0,
    false,
    new AbortController().signal,
  ))
    logged.push(text)
  const last = logged.at(-1)
  const all = await kafka.read(topic, (seen) => seen.at(-1)?.value === last, 120_000)
  // The same frames come again in each round, with other times: an event is its text.
  const firsts = [...new Set(all.map(({ value }) => value))]
  const inOrder = JSON.stringify(firsts) === JSON.stringify([...new Set(logged)])
  const there = new Set(firsts)
  const lost = new Set(logged.filter((text) => !there.has(text))).size
  console.log(
    `${logged.length} logged, ${all.length} in Kafka, ${all.length - firsts.length} repeats, ${lost} lost, ` +
      `${inOrder ? 'in order' : 'OUT OF ORDER'}`,
  )
} finally {
  await site.clear()
  await proxy.close()
  await kafka.clear()
}
