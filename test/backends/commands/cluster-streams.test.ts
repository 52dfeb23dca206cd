import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { startCli } from '../../support/cli.ts'
import { isReadyPod } from '../../../src/runtime/kubernetes/find-pod.ts'
import { until } from '../../support/until.ts'
import { describeWith } from '../support/back-ends.ts'
import { DEPLOY_MS, deployedSite, SITE_NEEDS, type TestSite } from '../support/site.ts'

interface Counts {
  readonly captured: number
  readonly processed: number
  readonly inFlight: number
  readonly dropped: Readonly<Record<string, number>>
}
interface Shown {
  readonly phase: string
  readonly key: string
  readonly ledger: Counts & { readonly hops: readonly { readonly hop: string }[] }
  readonly pods: readonly { readonly name: string }[]
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

describeWith(SITE_NEEDS, 'streams of a cluster', () => {
  let site: TestSite
  beforeAll(async () => {
    site = await deployedSite('gaze-streams')
    await json(
      'image',
      'add',
      'count',
      '--pipeline',
      'motion ! track ! count-line name=door line=0.5,0:0.5,1',
    )
  }, DEPLOY_MS * 2)
  afterAll(() => site.remove(), DEPLOY_MS)

  const json = <T>(...args: string[]): Promise<T> => site.json<T>('--context', 'site', ...args)
  const gaze = (...args: string[]) => site.gaze('--context', 'site', ...args)
  const send = (...args: string[]) =>
    startCli(['--context', 'site', 'stream', 'send', ...args, '--from', 'test', '--fps', '10', '--json'], {
      home: site.home,
      env: { KUBECONFIG: process.env.KUBECONFIG },
    })

  it('become ready, take frames through a port-forward, and account for each', async () => {
    const scaled = await json<Shown>('stream', 'scale', 'door', '--image', 'count', '--timeout', '120s')
    expect(scaled).toMatchObject({ result: 'created', phase: 'Running', readyReplicas: 1 })
    const sender = send('door')
    await until('frames to be processed', async () => {
      const { ledger } = await json<Shown>('stream', 'show', 'door')
      return ledger.processed > 5
    })
    expect(await json('stream', 'why', 'door')).toMatchObject({ verdict: 'ok' })
    const { stdout } = await sender.stop('SIGINT')
    const { sent } = JSON.parse(stdout) as { sent: number }
    await until('all to be accounted for', async () => {
      const { ledger, pods } = await json<Shown>('stream', 'show', 'door')
      expect(ledger.captured).toBe(ledger.processed + ledger.inFlight + sum(ledger.dropped))
      expect(ledger.hops.map(({ hop }) => hop)).toEqual(['ingest', pods[0]?.name])
      return ledger.captured === sent && ledger.inFlight === 0
    })
  })

  it('run a model that the site has: it reaches the pod by the records, and is not removed meanwhile', async () => {
    const file = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs', 'yolov8-metadata.onnx')
    expect(await json('model', 'add', file, '--name', 'own')).toMatchObject({ result: 'created' })
    const sees = 'scene width=96 height=64 duration=0s rate=real ! detect own classes=person ! track'
    await json('image', 'add', 'see', '--pipeline', sees)
    const scaled = await json<Shown>('stream', 'scale', 'eye', '--image', 'see', '--timeout', '120s')
    expect(scaled).toMatchObject({ phase: 'Running', readyReplicas: 1 })
    await until('the model to find something', async () => {
      const { path } = await json<{ path: { hop: string; out: number }[] }>('stream', 'why', 'eye')
      return path.some(({ hop, out }) => hop === 'detect' && out > 5)
    })
    const { code, stderr } = await gaze('model', 'remove', 'own', '--confirm', 'own', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'IN_USE' } })
    await json('stream', 'remove', 'eye', '--confirm', 'eye')
    await json('image', 'remove', 'see', '--confirm', 'see')
    expect(await json('model', 'remove', 'own', '--confirm', 'own')).toMatchObject({ result: 'removed' })
  })

  it('are refused a model that the site does not have', async () => {
    const { code, stderr } = await gaze(
      'image',
      'add',
      'blind',
      '--pipeline',
      'detect gone ! track',
      '--json',
    )
    expect(code).toBe(3)
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'MODEL_NOT_FOUND' } })
  })

  it('keep what was counted when the pod of gaze-server is replaced, in the list too', async () => {
    const { captured } = (await json<Shown>('stream', 'show', 'door')).ledger
    expect(captured).toBeGreaterThan(5)
    const servers = async () =>
      (await site.client.list('Pod', { labelSelector: 'app.kubernetes.io/name=gaze-server' })).items
    const [old] = await servers()
    await site.client.remove('Pod', old?.metadata?.name ?? '')
    await until(
      'another gaze-server',
      async () => {
        const now = await servers()
        return now.length === 1 && now[0]?.metadata?.uid !== old?.metadata?.uid && isReadyPod(now[0]!)
      },
      100_000,
    )
    const after = (await json<Shown>('stream', 'show', 'door')).ledger
    expect(after.captured).toBe(captured)
    expect(after.captured).toBe(after.processed + after.inFlight + sum(after.dropped))
    const [listed] = await json<Shown[]>('stream', 'list')
    expect(listed?.ledger).toMatchObject({ captured, hops: [{ hop: 'ingest', captured }] })
  })

  it('take frames at the port that wants the public key, which comes by itself', async () => {
    const { key, ledger } = await json<Shown>('stream', 'show', 'door', '--reveal')
    const service = await site.client.get('Service', 'gaze-server')
    const sender = send(key, '--to', `${service?.spec?.clusterIP}:5003`)
    await until('frames to come', async () => {
      const now = (await json<Shown>('stream', 'show', 'door')).ledger
      return now.captured > ledger.captured + 5
    })
    expect(await sender.stop('SIGINT')).toMatchObject({ code: 130 })
  })

  it('are restarted, stopped, and removed with their pods', async () => {
    const before = await json<Shown>('stream', 'show', 'door')
    const after = await json<Shown>('stream', 'restart', 'door', '--timeout', '120s')
    expect(after).toMatchObject({ phase: 'Running' })
    expect(after.pods.map(({ name }) => name)).not.toEqual(before.pods.map(({ name }) => name))
    expect(await json('stream', 'scale', 'door', '--replicas', '0')).toMatchObject({
      phase: 'Stopped',
      pods: [],
    })
    await json('stream', 'remove', 'door', '--confirm', 'door')
    await until('the pods to have ended', async () => {
      const { items } = await site.client.list('Pod', { labelSelector: 'gaze.dev/stream=door' })
      return items.length === 0
    })
  })

  it('show services that are all ready, and a doctor who finds nothing', async () => {
    const status = await json<{ services: { name: string; ready: boolean }[] }>('status')
    expect(status).toMatchObject({ running: true, message: '', kind: 'kubernetes' })
    expect(status.services.map(({ name, ready }) => [name, ready])).toEqual([
      ['gaze-mongo', true],
      ['gaze-server', true],
      ['info-update', true],
    ])
    expect(await gaze('doctor')).toMatchObject({ code: 0 })
  })

  it('say at once that nothing takes up a change or ends pods while info-update is away', async () => {
    const replicas = async (count: number): Promise<void> => {
      const deployment = await site.client.get('Deployment', 'info-update')
      if (deployment?.spec === undefined) throw new Error('there is no info-update')
      await site.client.replace('Deployment', {
        ...deployment,
        spec: { ...deployment.spec, replicas: count },
      })
      await until(
        `${count} replicas`,
        async () =>
          ((await site.client.get('Deployment', 'info-update'))?.status?.readyReplicas ?? 0) === count,
        100_000,
      )
    }
    await json('stream', 'scale', 'barn', '--image', 'count', '--timeout', '120s')
    await replicas(0)
    const removed = await gaze('stream', 'remove', 'barn', '--confirm', 'barn', '--timeout', '120s')
    expect(removed.code).toBe(1)
    expect(removed.stderr).toMatch(/nothing ends its pods[\s\S]*info-update is away[\s\S]*gaze-barn-/)
    const { code, stderr } = await gaze('stream', 'scale', 'yard', '--image', 'count', '--timeout', '120s')
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('info-update is away') })
    expect(await json('status')).toMatchObject({ running: false })
    await replicas(2)
    const { phase } = await json<Shown>('stream', 'scale', 'yard', '--timeout', '120s')
    expect(phase).toBe('Running')
    await until('the pods of the removed stream to end', async () => {
      const { items } = await site.client.list('Pod', { labelSelector: 'gaze.dev/stream=barn' })
      return items.length === 0
    })
  })

  it('warn of a site of another version', async () => {
    const settings = await site.client.get('ConfigMap', 'gaze')
    if (settings === undefined) throw new Error('there are no settings')
    const annotations = { ...settings.metadata?.annotations, 'gaze.dev/version': '0.0.1' }
    await site.client.replace('ConfigMap', { ...settings, metadata: { ...settings.metadata, annotations } })
    const { code, stderr } = await gaze('status')
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('0.0.1') })
    const doctor = await gaze('doctor')
    expect(doctor).toMatchObject({ code: 1, stdout: expect.stringMatching(/^failed +site +.*0\.0\.1/m) })
  })
})
