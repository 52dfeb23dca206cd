import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pull } from 'zeromq'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkPipeline } from '../../../src/runtime/pipeline/check.ts'
import type { Counts } from '../../../src/runtime/ledger/types.ts'
import { jpeg64x48 } from '../../support/jpegs.ts'
import {
  connectSender,
  serverFor,
  settingsFor,
  spawnServer,
  type TestServer,
  v0Message,
} from '../../runtime/ingest/support.ts'
import { imageDraft } from '../../runtime/records/drafts.ts'
import { describeWith } from '../support/back-ends.ts'
import { RUNTIME_IMAGE_NEEDS, runtimeImage } from '../support/runtime-image.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

const FRAME_MS = 25

/** As programs of the original system are: a PULL on 5001 that keeps the newest, a PUSH to the viewer. */
const V0_PROGRAM = `
const { Pull, Push } = require('zeromq')
const run = async () => {
  const frames = new Pull({ conflate: true })
  await frames.bind('tcp://0.0.0.0:5001')
  const pictures = new Push({ conflate: true })
  pictures.connect('tcp://' + process.env.OUT_IP + ':' + process.env.OUT_PORT)
  process.on('SIGTERM', () => process.exit(0))
  for await (const [frame] of frames) await pictures.send(frame)
}
run()`

/** This machine as pods see it: where the cluster's API is, too. */
const hostOf = (kubeconfig: string): string => {
  const [server = ''] = /https:\/\/[\d.]+:\d+/.exec(readFileSync(kubeconfig, 'utf8')) ?? []
  return new URL(server).hostname
}

const balance = ({ captured, processed, inFlight, dropped }: Counts): number =>
  captured - processed - inFlight - Object.values(dropped).reduce((sum, count) => sum + count, 0)

describeWith(['KUBECONFIG', ...RUNTIME_IMAGE_NEEDS], 'a pipeline in a pod', ({ KUBECONFIG = '' }) => {
  let site: ReconciledSite
  let server: TestServer
  let runtime: string
  let stopSending = async (): Promise<void> => {}

  beforeAll(async () => {
    runtime = await runtimeImage()
    const dir = mkdtempSync(join(tmpdir(), 'gaze-kube-'))
    const listen = { pods: { host: '0.0.0.0', port: 0 } }
    server = await serverFor(await spawnServer(dir, { ...settingsFor(dir, {}), ...listen }))
    const ingest = `tcp://${hostOf(KUBECONFIG)}:${server.ports.pods}`
    site = await openReconciledSite({ settings: { runtimeImage: runtime, ingest }, dir })
    const pipeline = checkPipeline({ text: 'motion', format: 'statement' }).spec
    const { command: _, ...draft } = imageDraft('door', {
      kind: 'pipeline',
      ref: 'statement',
      wire: 'v1',
      pipeline,
    })
    await site.records.images.put(draft, 0)
  }, 900_000)
  afterAll(async () => {
    await stopSending()
    await server.stop()
    await site.close()
  })

  const send = (key: string): void => {
    const sender = connectSender(server.ports.ingest)
    let on = true
    const sending = (async () => {
      while (on) {
        await sender.send(v0Message(key, jpeg64x48))
        await new Promise((resolve) => setTimeout(resolve, FRAME_MS))
      }
      sender.close()
    })()
    stopSending = async () => {
      on = false
      await sending
    }
  }

  const takenBy = async (pod: string): Promise<number> =>
    (await server.stream('cam')).pods.find((one) => one.pod === pod)?.taken ?? 0

  it('says itself that it is ready, takes frames, drains when it is replaced, and loses none', async () => {
    await site.scale('cam', { image: 'door', source: 'push', key: 'abcdefgh', env: { A: '1' } })
    await site.settled('cam', 60_000)
    const [first] = await site.records.pods.list()
    expect(first).toMatchObject({ ready: true, active: true, ports: { http: 5002 }, stream: 'cam' })
    send('abcdefgh')
    const name = first?.name ?? ''
    await expect.poll(() => takenBy(name), { timeout: 30_000 }).toBeGreaterThan(40)

    await site.scale('cam', { env: { A: '2' } })
    const stream = await site.settled('cam', 60_000)
    expect(stream.status.phase).toBe('Running')
    const names = async (): Promise<string[]> => (await site.records.pods.list()).map((pod) => pod.name)
    await expect.poll(names, { timeout: 60_000 }).not.toContain(name)
    const [second = ''] = await names()
    await expect.poll(() => takenBy(second), { timeout: 30_000 }).toBeGreaterThan(40)

    await stopSending()
    await expect.poll(async () => (await server.stream('cam')).inFlight, { timeout: 20_000 }).toBe(0)
    const counts = await server.stream('cam')
    expect(balance(counts)).toBe(0)
    expect(counts.dropped).not.toHaveProperty('lost-in-crash')
    expect(counts.processed).toBeGreaterThan(80)
  }, 300_000)

  it('a container of the original kind gets the bare pictures, and its own reach the viewer', async () => {
    const viewer = new Pull({ conflate: true, receiveTimeout: 30_000 })
    await viewer.bind('tcp://0.0.0.0:*')
    const port = /:(\d+)$/.exec(viewer.lastEndpoint ?? '')?.[1]
    await site.records.images.put(
      imageDraft('blur', {
        kind: 'container',
        ref: runtime,
        digest: '',
        command: ['node', '-e', V0_PROGRAM],
      }),
      0,
    )
    const output = `${hostOf(KUBECONFIG)}:${port}`
    await site.scale('v0', { image: 'blur', source: 'push', key: 'qrstuvwx', output })
    await site.settled('v0')
    expect((await site.records.pods.list()).find((pod) => pod.stream === 'v0')?.ports).toEqual({ in: 5001 })
    send('qrstuvwx')
    const [picture] = await viewer.receive()
    expect(picture?.equals(jpeg64x48)).toBe(true)
    await stopSending()
    viewer.close()
  })

  it('whose source cannot be had says why, in its own words', async () => {
    await site.scale('file', { image: 'door', source: '/no/such/file.mp4', key: 'ijklmnop' })
    const error = (await site.settled('file', 40_000).catch((one: unknown) => one)) as { why?: string }
    expect(error.why).toMatch(/\/no\/such\/file\.mp4/)
  }, 180_000)
})
