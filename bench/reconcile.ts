import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Draft } from '../src/runtime/records/store.ts'
import type { Stream } from '../src/runtime/records/types.ts'
import { checkPipeline } from '../src/runtime/pipeline/check.ts'
import { testDatabase } from '../test/backends/records/mongodb/database.ts'
import { createNamespace } from '../test/backends/support/cluster.ts'
import { imageDraft, streamDraft } from '../test/runtime/records/drafts.ts'
import { countRequests } from './support/api-requests.ts'
import { prepareInfoUpdate, type RunningInfoUpdate } from './support/info-update.ts'

/**
 * API requests of the built info-update for many streams, by the server's own count, against those that are needed: one
 * for each object that has to change, none at rest but watches. Its CPU and memory beside them. Every second stream
 * runs a pipeline (a Deployment and a ConfigMap), the others a container (a Deployment). Records in MongoDB.
 * KUBECONFIG (an API without nodes is enough), MONGODB_URI; `tsx bench/reconcile.ts [STREAMS] [CHANGES] [REPLICAS]`
 */
const STREAMS = Number(process.argv[2] ?? 10_000)
const CHANGES = Math.min(STREAMS, Number(process.argv[3] ?? 1_000))
/** Pods need a node to run on; without one they stay Pending. */
const REPLICAS = Number(process.argv[4] ?? 0)
const LIMIT = 1.2
const REST_MS = 30_000
/** Changes that come alone, and the limit for each. */
const SINGLE = Math.min(STREAMS, 30)
const SINGLE_PAUSE_MS = 300
const SINGLE_LIMIT_MS = 1_000
/** Streams recorded at once, as by as many commands. */
const WRITERS = 16

const { KUBECONFIG = '', MONGODB_URI = '' } = process.env
const stop = new AbortController()
const dir = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const database = await testDatabase(MONGODB_URI)
const records = await database.open()
await records.prepare()
const { client, remove } = await createNamespace('bench-reconcile')

const imageOf = (n: number): 'pipeline' | 'container' => (n % 2 === 0 ? 'pipeline' : 'container')
const objectsOf = (count: number): number =>
  Array.from({ length: count }, (_, n): number => (imageOf(n) === 'pipeline' ? 2 : 1)).reduce(
    (a, b) => a + b,
    0,
  )

/** Streams whose spec info-update has not taken up yet. */
const late = new Map<string, number>()
const followed = (async () => {
  for await (const change of records.streams.watch(stop.signal)) {
    if (change.type !== 'put') continue
    const { name, generation, status } = change.record
    if (status.observedGeneration >= (late.get(name) ?? generation)) late.delete(name)
  }
})()

const write = async (name: string, change: Partial<Draft<Stream>>): Promise<void> => {
  for (;;) {
    const old = await records.streams.get(name)
    const generation = (old?.generation ?? 0) + 1
    late.set(name, generation)
    const draft = { ...(old ?? streamDraft(name)), ...change, generation }
    const written = await records.streams.put(draft, old?.revision ?? 0).catch(() => undefined)
    if (written !== undefined) return
  }
}

const inParallel = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: WRITERS }, worker))
}

const untilTakenUp = async (): Promise<void> => {
  while (late.size > 0) await sleep(20)
}

const print = (what: string, requests: number, needed: number, more: string): void => {
  const ratio = needed === 0 ? requests : requests / needed
  const limit = needed === 0 ? 0 : LIMIT
  const times = needed === 0 ? '' : ` = ${ratio.toFixed(2)}x, limit ${limit}x`
  console.log(`${what}: ${requests} requests, ${needed} needed${times}; ${more}`)
  if (ratio > limit) process.exitCode = 1
}

const counter = await countRequests(client, 'info-update')
const site = await prepareInfoUpdate({
  ...{ client, dir, kubeconfig: KUBECONFIG, mongodbUri: MONGODB_URI, database: database.db.databaseName },
})
let running: RunningInfoUpdate | undefined

const measured = async (what: string, needed: number, work: () => Promise<void>): Promise<void> => {
  const before = await counter.read()
  const cpu = running?.cpuSeconds() ?? 0
  const began = performance.now()
  await work()
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const after = await counter.read()
  const spent = ((running?.cpuSeconds() ?? 0) - cpu).toFixed(1)
  const { most = 0, now = 0 } = running?.memory() ?? {}
  print(
    what,
    after.reads - before.reads + after.writes - before.writes,
    needed,
    `${seconds} s, CPU ${spent} s, memory ${now.toFixed(0)} MiB (at most ${most.toFixed(0)})`,
  )
}

/** One change after the other, each from its record to the status that has taken it up. */
const single = async (): Promise<void> => {
  const lags: number[] = []
  for (let n = 0; n < SINGLE; n += 1) {
    const began = performance.now()
    await write(`s${n}`, { env: { SINGLE: '1' } })
    await untilTakenUp()
    lags.push(performance.now() - began)
    await sleep(SINGLE_PAUSE_MS)
  }
  lags.sort((a, b) => a - b)
  const [median = 0, most = 0] = [lags[SINGLE >> 1], lags.at(-1)]
  console.log(`a single change is taken up after ${median.toFixed(0)} ms, at most ${most.toFixed(0)} ms`)
  if (most > SINGLE_LIMIT_MS) process.exitCode = 1
}

const restarted = async (): Promise<void> => {
  await running?.kill()
  const before = await counter.read()
  running = await site.start()
  const after = await counter.read()
  const { most } = running.memory()
  const took = `ready after ${(running.readyMs / 1_000).toFixed(1)} s, CPU ${running.cpuSeconds().toFixed(1)} s`
  print(
    `killed and started again (${after.reads - before.reads} pages read)`,
    after.writes - before.writes,
    0,
    `${took}, memory at most ${most.toFixed(0)} MiB`,
  )
}

try {
  const pipeline = checkPipeline({ text: 'motion ! track ! print', format: 'statement' }).spec
  await records.images.put(
    imageDraft('pipeline', { kind: 'pipeline', ref: 'statement', wire: 'v1', pipeline }),
    0,
  )
  await records.images.put(imageDraft('container', { kind: 'container', ref: 'localhost/busybox:lab' }), 0)
  running = await site.start()
  await measured(`${STREAMS} streams at first`, objectsOf(STREAMS), async () => {
    await inParallel(STREAMS, (n) =>
      write(`s${n}`, { image: imageOf(n), replicas: REPLICAS, key: String(n).padStart(8, '0') }),
    )
    await untilTakenUp()
  })
  await measured(`${CHANGES} changes at once`, objectsOf(CHANGES), async () => {
    await inParallel(CHANGES, (n) => write(`s${n}`, { env: { CHANGED: '1' } }))
    await untilTakenUp()
  })
  await measured(`${SINGLE} single changes`, objectsOf(SINGLE), single)
  await measured(`${REST_MS / 1_000} s at rest, but watches`, 0, () => sleep(REST_MS))
  await restarted()
} finally {
  stop.abort()
  await running?.kill()
  await Promise.all([followed, counter.remove()])
  await remove()
  await database.dispose()
  rmSync(dir, { recursive: true })
}
