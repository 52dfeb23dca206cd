import { setTimeout as sleep } from 'node:timers/promises'
import { startInformer } from '../src/runtime/kubernetes/informer.ts'
import { openReconciledSite } from '../test/backends/cluster/reconciled.ts'
import { testDatabase } from '../test/backends/records/mongodb/database.ts'

/**
 * How much later than the cluster's API the records in MongoDB know of a pod whose program was killed.
 * KUBECONFIG with a node on this machine, MONGODB_URI; `tsx bench/status-lag.ts [ROUNDS]`
 */
const ROUNDS = Number(process.argv[2] ?? 30)
const LIMIT_MS = 1_000
const LATEST_MS = 60_000

const database = await testDatabase(process.env.MONGODB_URI ?? '')
const records = await database.open()
await records.prepare()
const site = await openReconciledSite({ records })
const stop = new AbortController()

/** When it was first seen that a pod had been restarted so often. */
const byApi = new Map<string, number>()
const byRecord = new Map<string, number>()
const note = (times: Map<string, number>, pod: string, restarts: number): void => {
  const key = `${pod} ${restarts}`
  if (!times.has(key)) times.set(key, performance.now())
}

const informer = startInformer(site.client, 'Pod', {
  changed: (name = '') => {
    const status = informer.objects.get(name)?.status?.containerStatuses?.[0]
    if (status !== undefined) note(byApi, name, status.restartCount)
  },
  trouble: console.error,
  signal: stop.signal,
})
const following = (async () => {
  for await (const change of records.pods.watch(stop.signal))
    if (change.type === 'put') note(byRecord, change.record.name, change.record.restarts)
})()

const until = async (seen: () => boolean): Promise<void> => {
  const deadline = performance.now() + LATEST_MS
  while (!seen()) {
    if (performance.now() > deadline) throw new Error('a restart was not seen')
    await sleep(5)
  }
}

/** Kills the program of a fresh pod, since one that is killed again waits ever longer for its restart. */
const round = async (n: number): Promise<number> => {
  const name = `r${n}`
  const [pod] = await (async () => {
    await site.scale(name, { image: 'steady', key: String(n).padStart(8, '0') })
    await site.settled(name)
    return (await records.pods.list()).filter(({ stream }) => stream === name)
  })()
  const key = `${pod?.name} 1`
  site.crash(pod?.name ?? '')
  await until(() => byApi.has(key) && byRecord.has(key))
  await site.scale(name, { replicas: 0 })
  return (byRecord.get(key) ?? 0) - (byApi.get(key) ?? 0)
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0

try {
  await records.images.put(
    {
      ...(await site.image('first', '')),
      name: 'steady',
      ref: site.steady.ref,
      command: site.steady.command ?? [],
    },
    0,
  )
  const lags: number[] = []
  for (let n = 0; n < ROUNDS; n++) lags.push(await round(n))
  lags.sort((a, b) => a - b)
  const ms = (q: number): string => `${quantile(lags, q).toFixed(0)} ms`
  console.log(
    `later than the API, ${ROUNDS} killed pods: p50 ${ms(0.5)}, p99 ${ms(0.99)}; limit ${LIMIT_MS} ms`,
  )
  if (quantile(lags, 0.99) >= LIMIT_MS) process.exitCode = 1
} finally {
  stop.abort()
  await Promise.all([informer.done, following])
  await site.close()
  await database.dispose()
}
