import { setTimeout as sleep } from 'node:timers/promises'
import { openReconciledSite } from '../test/backends/cluster/reconciled.ts'
import { testDatabase } from '../test/backends/records/mongodb/database.ts'

/**
 * API requests of info-update for many streams, against those that are needed: one for each Deployment that has to
 * change, none at rest. Records in MongoDB; the streams have no pods, so that the control plane alone is enough.
 * KUBECONFIG, MONGODB_URI; `tsx bench/reconcile.ts [STREAMS] [CHANGES]`
 */
const STREAMS = Number(process.argv[2] ?? 10_000)
const CHANGES = Math.min(STREAMS, Number(process.argv[3] ?? 1_000))
const LIMIT = 1.2
const REST_MS = 30_000
const LOOK_MS = 500
/** Streams recorded at once, as by as many commands. */
const WRITERS = 16

const database = await testDatabase(process.env.MONGODB_URI ?? '')
const records = await database.open()
await records.prepare()
const site = await openReconciledSite({ records })

const name = (n: number): string => `s${n}`

const inParallel = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: WRITERS }, worker))
}

const untilTakenUp = async (): Promise<void> => {
  for (;;) {
    const streams = await records.streams.list()
    if (streams.every(({ status, generation }) => status.observedGeneration === generation)) return
    await sleep(LOOK_MS)
  }
}

const measured = async (what: string, needed: number, work: () => Promise<void>): Promise<void> => {
  site.requests.length = 0
  const began = performance.now()
  const before = process.cpuUsage()
  await work()
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const { user, system } = process.cpuUsage(before)
  const count = site.requests.length
  const ratio = needed === 0 ? count : count / needed
  const limit = needed === 0 ? '0' : `${LIMIT}x`
  console.log(
    `${what}: ${count} requests, ${needed} needed (${needed === 0 ? count : `${ratio.toFixed(2)}x`}, limit ${limit}); ` +
      `${seconds} s, CPU ${((user + system) / 1e6).toFixed(1)} s`,
  )
  if (ratio > (needed === 0 ? 0 : LIMIT)) process.exitCode = 1
}

try {
  await site.image('steady', 'while true; do sleep 1; done')
  await measured(`${STREAMS} streams at first`, STREAMS, async () => {
    await inParallel(STREAMS, (n) =>
      site.scale(name(n), { image: 'steady', replicas: 0, key: String(n).padStart(8, '0') }),
    )
    await untilTakenUp()
  })
  await measured(`${CHANGES} changes at once`, CHANGES, async () => {
    await inParallel(CHANGES, (n) => site.scale(name(n), { cpu: '100m' }))
    await untilTakenUp()
  })
  await measured(`${REST_MS / 1_000} s at rest, but watches`, 0, () => sleep(REST_MS))
} finally {
  await site.close()
  await database.dispose()
}
