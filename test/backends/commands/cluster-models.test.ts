import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Binary, MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { mongodbUri } from '../../../src/runtime/control/site/cluster/mongodb-uri.ts'
import { hungryModel } from '../../support/harmful-models.ts'
import { until } from '../../support/until.ts'
import { describeWith } from '../support/back-ends.ts'
import { DEPLOY_MS, deployedSite, SITE_NEEDS, type TestSite } from '../support/site.ts'

const MODEL = join(packageRoot, 'test/runtime/models/fixtures/graphs/yolov8-metadata.onnx')
const SEES = 'scene width=96 height=64 duration=0s rate=real ! detect own classes=person ! track'
/** Twice what the pod of the test is given. */
const HUNGRY_FLOATS = 64 * 1024 * 1024

interface Pod {
  readonly name: string
  readonly restarts: number
  readonly reason: string
  readonly message: string
}
interface Ledger {
  readonly processed: number
  readonly hops: readonly { readonly hop: string }[]
}
interface Shown {
  readonly phase: string
  readonly reason: string
  readonly message: string
  readonly pods: readonly Pod[]
}

describeWith(SITE_NEEDS, 'models of a cluster', () => {
  let site: TestSite
  let sha256 = ''
  beforeAll(async () => {
    site = await deployedSite('gaze-models')
    sha256 = (await json<{ sha256: string }>('model', 'add', MODEL, '--name', 'own')).sha256
    await json('image', 'add', 'see', '--pipeline', SEES)
    await json('stream', 'scale', 'calm', '--image', 'see', '--timeout', '120s')
  }, DEPLOY_MS * 2)
  afterAll(() => site.remove(), DEPLOY_MS)

  const json = <T>(...args: string[]): Promise<T> => site.json<T>('--context', 'site', ...args)
  const gaze = (...args: string[]) => site.gaze('--context', 'site', ...args)
  const show = (stream: string): Promise<Shown> => json<Shown>('stream', 'show', stream)
  const scaleFails = async (...args: string[]) => {
    const { code, stderr } = await gaze('stream', 'scale', ...args, '--timeout', '120s', '--json')
    return { exit: code, ...(JSON.parse(stderr) as { error: { code: string; message: string } }).error }
  }
  /** What the cluster itself says of the container of the stream's only pod. */
  const containerOf = async (stream: string) => {
    const { items } = await site.client.list('Pod', { labelSelector: `gaze.dev/stream=${stream}` })
    return items[0]?.status?.containerStatuses?.[0]
  }
  const finds = (stream: string) =>
    until(
      `the model of ${stream} to find something`,
      async () => {
        const { path } = await json<{ path: { hop: string; out: number }[] }>('stream', 'why', stream)
        return path.some(({ hop, out }) => hop === 'detect' && out > 5)
      },
      60_000,
    )

  it('find something in streams whose pods read their source themselves, and the list shows the ledgers of these', async () => {
    await finds('calm')
    const [listed] = await json<(Shown & { ledger: Ledger | null })[]>('stream', 'list')
    const [pod] = listed?.pods ?? []
    expect(listed?.ledger?.hops).toMatchObject([{ hop: pod?.name }])
    expect(listed?.ledger?.processed).toBeGreaterThan(5)
    const { stdout } = await gaze('stream', 'list', '-o', 'wide', '--no-headers')
    expect(stdout).toMatch(/^calm +see +pipeline +1\/1 +Running +- +\d+ /)
  })

  it('that need more memory than their pod has: said at once, tried ever more rarely, others untouched', async () => {
    const file = join(site.home, 'hungry.onnx')
    writeFileSync(file, hungryModel(HUNGRY_FLOATS))
    await json('model', 'add', file)
    await json('image', 'add', 'starve', '--pipeline', SEES.replace('own', 'hungry'))
    const [calm] = (await show('calm')).pods
    const failure = await scaleFails('eye', '--image', 'starve', '--memory', '128Mi')
    expect(failure).toMatchObject({ code: 'STREAM_FAILED' })
    const words =
      /used more than its 128Mi of memory and was ended; give it more: gaze stream scale eye --memory/
    expect(JSON.stringify(failure)).toMatch(words)
    const { phase, reason, message, pods } = await show('eye')
    expect({ phase, reason }).toEqual({ phase: 'Failed', reason: 'OOMKilled' })
    expect(message).toMatch(words)
    expect(pods).toMatchObject([{ reason: 'OOMKilled', message }])
    expect(await json('stream', 'why', 'eye')).toMatchObject({
      verdict: 'CRASH_LOOP',
      message: expect.stringMatching(words),
      next: expect.stringContaining('gaze stream scale eye --memory'),
    })
    await until(
      'the back-off of the cluster',
      async () => (await containerOf('eye'))?.state?.waiting?.reason === 'CrashLoopBackOff',
      60_000,
    )
    expect(await show('eye')).toMatchObject({ phase: 'Failed', reason: 'OOMKilled' })
    expect((await show('calm')).pods).toMatchObject([{ name: calm?.name, restarts: 0, reason: '' }])
    expect(await json('stream', 'scale', 'eye', '--memory', '1Gi', '--timeout', '120s')).toMatchObject({
      phase: 'Running',
    })
  })

  it('whose file was exchanged in the records: refused by the pod, which says so, and mended by adding it again', async () => {
    await json('stream', 'scale', 'eye', '--image', 'see', '--timeout', '120s')
    const stop = new AbortController()
    const context = { kind: 'kubernetes', name: 'site', namespace: site.namespace } as const
    const uri = await mongodbUri(context, async () => site.client, stop.signal)
    const client = await new MongoClient(uri).connect()
    try {
      const db = client.db('gazedb')
      const file = await db.collection('model.files').findOne({ filename: sha256 })
      const chunk = await db.collection('model.chunks').findOne({ files_id: file?._id, n: 0 })
      if (chunk === null) throw new Error('the file has no chunk')
      const bytes = Buffer.from((chunk.data as Binary).buffer)
      bytes.writeUInt8(bytes.readUInt8(0) ^ 255, 0)
      await db.collection('model.chunks').updateOne({ _id: chunk._id }, { $set: { data: new Binary(bytes) } })
    } finally {
      await client.close()
      stop.abort()
    }
    const words =
      /own" is not the file that it should be: Its SHA-256 is [0-9a-f]{12}….*gaze model add FILE --name own puts/
    const { code, stderr } = await gaze('stream', 'restart', 'eye', '--timeout', '120s')
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(words) })
    expect(await json('stream', 'why', 'eye')).toMatchObject({
      verdict: 'CRASH_LOOP',
      message: expect.stringMatching(words),
    })
    expect(await json('model', 'add', MODEL, '--name', 'own')).toMatchObject({
      result: 'unchanged',
    })
    await until(
      'the pod to have the right file',
      async () => (await show('eye')).phase === 'Running',
      100_000,
    )
    await finds('eye')
  })

  it('in a volume that pods share: fetched once, and there for the next pod without the records', async () => {
    await site.client.create('PersistentVolumeClaim', {
      // So that it goes with the site of the test.
      metadata: { name: 'models', labels: { 'app.kubernetes.io/part-of': 'gaze' } },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    })
    const { code, stderr } = await site.deploy('--set', 'models.claim=models')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const claims = async () => {
      const { items } = await site.client.list('Pod', { labelSelector: 'gaze.dev/stream=eye' })
      return items.map(({ spec }) =>
        spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === 'models'),
      )
    }
    await until('a pod with the volume', async () => String(await claims()) === 'true', 100_000)
    await until('it to run', async () => (await show('eye')).phase === 'Running', 100_000)
    await json('stream', 'restart', 'eye', '--timeout', '120s')
    const { stdout } = await gaze('logs', 'tail', 'eye', '--no-follow')
    expect(stdout).not.toContain('a model is fetched')
    await finds('eye')
  })
})
