import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from '../../../../src/runtime/net/free-port.ts'
import { programPath } from '../../../../src/runtime/package-root.ts'
import type { InfoUpdateSettings } from '../../../../src/runtime/reconcile/info-update/settings.ts'
import type { InfoUpdateState } from '../../../../src/runtime/reconcile/info-update/state.ts'
import { openServiceRecords } from '../../../../src/runtime/records/service-records.ts'
import type { Records } from '../../../../src/runtime/records/store.ts'
import { getJson } from '../../../../src/runtime/service/http-client.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'
import { until } from '../../../runtime/ingest/support.ts'
import { imageDraft, streamDraft } from '../../../runtime/records/drafts.ts'
import { startTcpProxy, type TcpProxy } from '../../../support/net/tcp-proxy.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'

const TOKEN = 'a-token-for-tests'

interface Replica {
  readonly child: ChildProcess
  readonly state: () => Promise<InfoUpdateState | undefined>
  readonly log: () => string
}

describeWith(['KUBECONFIG', 'MONGODB_URI'], 'info-update of a cluster', ({ MONGODB_URI: uri = '' }) => {
  let site: TestNamespace
  let dir: string
  let records: Records
  let proxy: TcpProxy
  const replicas: Replica[] = []

  beforeEach(async () => {
    site = await createNamespace('gaze-info')
    await site.client.create('ConfigMap', { metadata: { name: 'gaze' } })
    dir = mkdtempSync(join(tmpdir(), 'gaze-info-'))
    const { hostname, port } = new URL(uri)
    proxy = await startTcpProxy(hostname, Number(port))
    writeFileSync(join(dir, 'token'), TOKEN)
    writeFileSync(join(dir, 'uri'), uri)
    writeFileSync(join(dir, 'proxied'), `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`)
    records = await openServiceRecords({
      uriFile: join(dir, 'uri'),
      database: basename(dir),
      service: 'test',
      log: createLogger(() => {}),
      trouble: () => {},
    })
    await records.images.put(imageDraft('door', { kind: 'container', ref: 'localhost/busybox:lab' }), 0)
  })
  afterEach(async () => {
    const noise: string[] = []
    for (const { child, log } of replicas.splice(0)) {
      const ended = once(child, 'exit')
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
      const lines = log().split('\n').slice(0, -1)
      noise.push(...lines.filter((line) => !line.startsWith('{')))
    }
    await records.close()
    await proxy.close()
    const client = new MongoClient(uri)
    await client.db(basename(dir)).dropDatabase()
    await client.close()
    await site.remove()
    rmSync(dir, { recursive: true })
    expect(noise).toEqual([])
  })

  const start = async (): Promise<Replica> => {
    const port = await freePort(new Set())
    const settings: InfoUpdateSettings = {
      namespace: site.namespace,
      owner: 'gaze',
      lease: 'gaze-info-update',
      mongodbUriFile: join(dir, 'proxied'),
      database: basename(dir),
      tokenFile: join(dir, 'token'),
      runtimeImage: 'localhost/busybox:lab',
      ingest: 'tcp://gaze-server-pods:5004',
      models: 'http://gaze-server:5002/models',
      http: { host: '127.0.0.1', port },
    }
    const file = join(dir, `settings-${port}.json`)
    writeFileSync(file, JSON.stringify(settings))
    const child = spawn(process.execPath, [programPath('info-update'), file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let log = ''
    child.stderr.on('data', (data: Buffer) => {
      log += data.toString()
    })
    const url = `http://127.0.0.1:${port}/state`
    const state = () =>
      getJson<InfoUpdateState>(url, TOKEN, AbortSignal.timeout(5_000), 5_000).catch(() => undefined)
    const replica = { child, state, log: () => log }
    replicas.push(replica)
    return replica
  }
  const deployment = (stream: string) => site.client.get('Deployment', `gaze-${stream}`)
  const lease = () => site.client.get('Lease', 'gaze-info-update')
  const untilReplicas = (stream: string, wanted: number) =>
    until(
      async () => (await deployment(stream))?.spec?.replicas,
      (count) => count === wanted,
    )
  const untilLeads = async (replica: Replica): Promise<void> => {
    try {
      await until(replica.state, (state) => state?.ready === true && state.epoch > 0)
    } catch (error) {
      throw new Error(replica.log(), { cause: error })
    }
  }
  const scale = async (stream: string, count: number): Promise<void> => {
    for (;;) {
      const { revision, createdAt: _c, updatedAt: _u, ...draft } = (await records.streams.get(stream))!
      const next = { ...draft, replicas: count, generation: draft.generation + 1 }
      const written = await records.streams.put(next, revision).catch(() => undefined)
      if (written !== undefined) return
    }
  }

  it('has one leader that does the work; another takes over when it is killed, or ends', async () => {
    await records.streams.put(streamDraft('front'), 0)
    const first = await start()
    await untilLeads(first)
    await untilReplicas('front', 1)
    await until(
      () => records.pods.list(),
      (pods) => pods.length === 1,
    )
    const second = await start()
    const standby = await until(second.state, (state) => state?.ready === true)
    expect(standby).toMatchObject({ epoch: 0, leader: (await first.state())?.self })

    const killedAt = performance.now()
    first.child.kill('SIGKILL')
    await untilLeads(second)
    console.log(`another led ${Math.round(performance.now() - killedAt)} ms after the leader was killed`)
    await scale('front', 2)
    await untilReplicas('front', 2)

    const third = await start()
    await until(third.state, (state) => state?.ready === true)
    const endedAt = performance.now()
    second.child.kill('SIGTERM')
    await untilLeads(third)
    console.log(`another led ${Math.round(performance.now() - endedAt)} ms after the leader was ended`)
    await records.streams.remove('front')
    await until(
      () => deployment('front'),
      (object) => object === undefined,
    )
  })

  it('has no second leader when one that hung for long goes on', async () => {
    await records.streams.put(streamDraft('front'), 0)
    const first = await start()
    await untilLeads(first)
    await untilReplicas('front', 1)
    const second = await start()
    await until(second.state, (state) => state?.ready === true)
    first.child.kill('SIGSTOP')
    try {
      await untilLeads(second)
      await scale('front', 2)
      await untilReplicas('front', 2)
    } finally {
      first.child.kill('SIGCONT')
    }
    const leader = (await second.state())?.self
    await until(first.state, (state) => state?.epoch === 0 && state.leader === leader)
    await scale('front', 3)
    await untilReplicas('front', 3)
    expect(await second.state()).toMatchObject({ leader, ready: true })
  })

  it('writes nothing but its lease while nothing changes', async () => {
    // One that ends, or should listen and does not, is never quite the same.
    const command = ['sh', '-c', "trap 'exit 0' TERM; while true; do sleep 0.2; done"]
    const steady = { kind: 'container', ref: 'localhost/busybox:lab', digest: '', command } as const
    await records.images.put(imageDraft('steady', steady), 0)
    await records.streams.put(streamDraft('front', { image: 'steady', source: 'pipeline' }), 0)
    const one = await start()
    await untilLeads(one)
    const written = async () => {
      const [stream] = await records.streams.list()
      const [pod] = await records.pods.list()
      const object = await deployment('front')
      return [stream?.revision, pod?.revision, object?.metadata?.resourceVersion]
    }
    // The Deployment counts a pod three seconds after it began.
    await until(
      async () => (await deployment('front'))?.status?.availableReplicas,
      (available) => available === 1,
    )
    let before = await written()
    await until(
      async () => {
        await sleep(2_000)
        const now = await written()
        const same = !now.includes(undefined) && JSON.stringify(now) === JSON.stringify(before)
        before = now
        return same
      },
      (same) => same,
    )
    const renewed = (await lease())?.spec?.renewTime
    await sleep(8_000)
    expect(await written()).toEqual(before)
    expect((await lease())?.spec?.renewTime).not.toBe(renewed)
  })

  it('waits for a database that is away, and catches up when it is back', async () => {
    await records.streams.put(streamDraft('front'), 0)
    const one = await start()
    await untilLeads(one)
    await untilReplicas('front', 1)
    proxy.cut()
    await scale('front', 2)
    await until(one.state, (state) => (state?.message ?? '') !== '')
    proxy.resume()
    await untilReplicas('front', 2)
    expect((await one.state())?.epoch).toBeGreaterThan(0)
  })
})
