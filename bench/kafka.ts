import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { openEventLog } from '../src/runtime/pod/event-log/event-log.ts'
import { type Sinks, startSinks } from '../src/runtime/pod/sinks/start-sinks.ts'
import { createLogger } from '../src/runtime/service/log.ts'
import type { GazeEvent } from '../src/runtime/wire/event.ts'

// Events through a pod's log to Kafka, against kafkajs alone in batches to the same topic:
// KAFKA_BROKERS=127.0.0.1:9092 npx tsx bench/kafka.ts

const brokers = process.env.KAFKA_BROKERS ?? '127.0.0.1:9092'
const EVENTS = 60_000
const ROUNDS = 5
const BATCH = 1_000
/** What is asked of the way through the log. */
const RATE_PER_S = 10_000
const RATE_SECONDS = 10
const LIMIT = 0.7

const event = (n: number): GazeEvent => ({
  specversion: '1.0',
  id: `door/1/${n}/line.crossed/0`,
  source: '/gaze/streams/door',
  type: 'gaze.line.crossed',
  time: new Date(n * 40).toISOString(),
  datacontenttype: 'application/json',
  data: {
    line: 'door',
    direction: 'in',
    class: 'person',
    trackId: n,
    box: [0.1, 0.2, 0.3, 0.4],
    totals: { in: n, out: 0 },
  },
})
const events = (from: number, count: number): GazeEvent[] =>
  Array.from({ length: count }, (_, at) => event(from + at))

const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
const topic = `gaze-bench-${randomUUID()}`
const log = createLogger(() => {})
const perSecond = (ms: number): number => Math.round((EVENTS * 1000) / ms)
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const alone = async (): Promise<number> => {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const began = performance.now()
  for (let n = 0; n < EVENTS; n += BATCH) {
    const messages = events(n, BATCH).map((one) => ({ key: 'door', value: JSON.stringify(one) }))
    await producer.send({ topic, acks: -1, messages })
  }
  const ms = performance.now() - began
  await producer.disconnect()
  return ms
}

/** A log with a sink, for one run. */
const withLog = async <T>(
  run: (append: (batch: readonly GazeEvent[]) => void, sinks: Sinks) => Promise<T>,
): Promise<T> => {
  const site = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
  const dir = join(site, 'door-a')
  const log64 = await openEventLog({ dir, log })
  const sinks = startSinks({
    urls: [`kafka://${brokers}/${topic}`],
    stream: 'door',
    env: {},
    events: log64,
    dir,
    log,
  })
  try {
    return await run((batch) => void log64.append(batch), sinks)
  } finally {
    await sinks.drain(AbortSignal.timeout(5_000))
    await log64.close()
    rmSync(site, { recursive: true, force: true })
  }
}

const untilSent = async (sinks: Sinks, count: number): Promise<void> => {
  while ((sinks.state()[0]?.sent ?? 0) < count) await sleep(2)
}

const throughLog = (): Promise<number> =>
  withLog(async (append, sinks) => {
    append(events(0, 1))
    await untilSent(sinks, 1)
    const began = performance.now()
    for (let n = 1; n < EVENTS; n += BATCH) {
      append(events(n, Math.min(BATCH, EVENTS - n)))
      await sleep(0)
    }
    await untilSent(sinks, EVENTS)
    return performance.now() - began
  })

const atRate = (): Promise<void> =>
  withLog(async (append, sinks) => {
    const count = RATE_PER_S * RATE_SECONDS
    const cpu = process.cpuUsage()
    const began = performance.now()
    let worst = 0
    for (let n = 0; n < count; n += 100) {
      append(events(n, 100))
      await sleep(Math.max(0, began + (n * 1000) / RATE_PER_S - performance.now()))
      worst = Math.max(worst, sinks.state()[0]?.lag ?? 0)
    }
    const offeredMs = performance.now() - began
    await untilSent(sinks, count)
    const sentMs = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    const { lost = 0 } = sinks.state()[0] ?? {}
    console.log(
      `at ${RATE_PER_S}/s: offered in ${Math.round(offeredMs)} ms, sent in ${Math.round(sentMs)} ms, ` +
        `most waiting ${worst}, lost ${lost}, ${((user + system) / count).toFixed(0)} us CPU/event`,
    )
  })

const admin = kafka.admin()
await admin.connect()
await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] })
try {
  await alone()
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const [bare, ours] = [await alone(), await throughLog()]
    ratios.push(bare / ours)
    console.log(
      `kafkajs alone ${perSecond(bare)}/s, through the log ${perSecond(ours)}/s, ${(bare / ours).toFixed(2)}x`,
    )
  }
  console.log(
    `through the log against kafkajs alone: ${median(ratios).toFixed(2)}x, at least ${LIMIT}x is asked`,
  )
  await atRate()
} finally {
  await admin.deleteTopics({ topics: [topic] })
  await admin.disconnect()
}
