import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../../../support/until.ts'
import { startCli } from '../../../support/cli.ts'
import { describeWith } from '../../support/back-ends.ts'
import { copyTag } from '../../support/copy-tag.ts'
import { runtimeImage } from '../../support/runtime-image.ts'
import { DEPLOY_MS, deployedSite, SITE_NEEDS, type TestSite } from '../../support/site.ts'

interface StreamView {
  readonly name: string
  readonly image: string
  readonly phase: string
  readonly readyReplicas: number
  readonly generation: number
  readonly pods: readonly { readonly name: string }[]
}

describeWith(SITE_NEEDS, 'an upgrade of a site', (backEnds) => {
  let site: TestSite
  beforeAll(async () => {
    site = await deployedSite('upgrade')
    await site.json('--context', 'site', 'image', 'add', `${process.cwd()}/examples/count-line.yaml`)
    await site.json(
      '--context',
      'site',
      'stream',
      'scale',
      'door',
      '--image',
      'count-line',
      '--timeout',
      '120s',
    )
  }, DEPLOY_MS)
  afterAll(async () => {
    // A namespace with something of others in it is kept.
    await site.client.remove('Secret', 'theirs')
    await site.remove()
  }, DEPLOY_MS)

  const door = (): Promise<StreamView> => site.json('--context', 'site', 'stream', 'show', 'door')
  const podNames = async (): Promise<string[]> => (await door()).pods.map(({ name }) => name)
  /** What the API refused to the service, by its logs. */
  const refusals = async (): Promise<string[]> => {
    const { items } = await site.client.list('Pod', { labelSelector: 'app.kubernetes.io/name=info-update' })
    const texts = await Promise.all(
      items.map(async ({ metadata }) => {
        const path = `/api/v1/namespaces/${site.namespace}/pods/${metadata?.name}/log?container=info-update`
        const log = await site.client.open(path, 'no log', AbortSignal.timeout(20_000))
        let text = ''
        for await (const chunk of log) text += String(chunk)
        return text
      }),
    )
    return texts.flatMap((text) => text.split('\n').filter((line) => /forbidden|NOT_ALLOWED/i.test(line)))
  }

  it(
    'of its settings leaves records and the pods of streams alone',
    async () => {
      const before = await podNames()
      const done = await site.deploy('--set', 'ingest.plain=false')
      expect(done.code, done.stderr).toBe(0)
      expect(done.stdout).toContain('deployment.apps/gaze-server configured')
      expect(await podNames()).toEqual(before)
      expect(await door()).toMatchObject({ phase: 'Running', readyReplicas: 1, generation: 1 })
      expect(
        (await site.client.get('Service', 'gaze-server'))?.spec?.ports?.map(({ port }) => port),
      ).not.toContain(5001)
    },
    DEPLOY_MS,
  )

  it(
    'of its version rolls the streams over to it, their records as before',
    async () => {
      const before = await door()
      const next = await copyTag(await runtimeImage(), 'upgraded')
      const done = await site.deploy('--image', next)
      expect(done.code, done.stderr).toBe(0)
      await until(
        'the stream to run the new image',
        async () => {
          const { items } = await site.client.list('Pod', { labelSelector: 'gaze.dev/stream=door' })
          return items.length === 1 && items.every(({ spec }) => spec?.containers[0]?.image === next)
        },
        120_000,
      )
      await until('the stream to be ready', async () => (await door()).readyReplicas === 1, 60_000)
      const after = await door()
      expect({ image: after.image, generation: after.generation }).toEqual({
        image: before.image,
        generation: before.generation,
      })
    },
    DEPLOY_MS,
  )

  it(
    'that was interrupted is finished by the next',
    async () => {
      const args = [
        'deploy',
        '--namespace',
        site.namespace,
        '--set',
        `mongodb.image=${backEnds.GAZE_TEST_MONGO_IMAGE}`,
      ]
      const cut = startCli([...args, '--image', await runtimeImage(), '--set', 'server.replicas=2'], {
        home: site.home,
        env: { KUBECONFIG: backEnds.KUBECONFIG },
      })
      await cut.until(/configmap\/gaze /)
      await cut.stop('SIGKILL')
      const again = await site.deploy('--set', 'server.replicas=2')
      expect(again.code, again.stderr).toBe(0)
      expect(again.stderr).toMatch(/Revision \d+ was not finished/)
      expect((await site.client.get('Deployment', 'gaze-server'))?.status?.availableReplicas).toBe(2)
      await until('the stream to run', async () => (await door()).phase === 'Running', 60_000)
    },
    DEPLOY_MS,
  )

  it(
    'to a database of the user, by the Secret that names it, has the records that are there',
    async () => {
      const pod = await site.client.get('Pod', 'gaze-mongo-0')
      const made = (await site.client.get('Secret', 'gaze-mongodb'))?.data?.uri ?? ''
      const uri = Buffer.from(made, 'base64')
        .toString('utf8')
        .replace(/@[^/]+/, `@${pod?.status?.podIP}:27017`)
      await site.client.create('Secret', { metadata: { name: 'theirs' }, stringData: { uri } })
      const wanted = ['--set', 'server.replicas=2', '--set', 'mongodb.uriSecret=theirs']
      const done = await site.deploy(...wanted)
      expect(done.code, done.stderr).toBe(0)
      expect(done.stderr).toMatch(/No longer part of the site: .*statefulset\S*gaze-mongo/)
      for (const name of ['info-update', 'gaze-server']) {
        const volumes = (await site.client.get('Deployment', name))?.spec?.template.spec?.volumes
        expect(JSON.stringify(volumes), name).toContain('"secretName":"theirs"')
      }
      const scaled = await site.gaze('--context', 'site', 'stream', 'scale', 'door', '--env', 'SHIFT=night')
      expect(scaled.code, scaled.stderr).toBe(0)
      expect(await door()).toMatchObject({ phase: 'Running', readyReplicas: 1, generation: 2 })
      const forgotten = await site.deploy('--set', 'server.replicas=2')
      expect(forgotten).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('--set mongodb.uriSecret=theirs'),
      })
    },
    DEPLOY_MS,
  )

  it('was done with the rights that the services have', async () => {
    expect(await refusals()).toEqual([])
  })
})
