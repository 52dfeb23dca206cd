import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../support/back-ends.ts'
import { createSite, DEPLOY_MS, SITE_NEEDS, type TestSite } from '../../support/site.ts'

interface Deployed {
  readonly result: string
  readonly revision: number
  readonly objects: readonly { readonly kind: string; readonly name: string; readonly result: string }[]
}

interface Revision {
  readonly revision: number
  readonly status: string
  readonly note: string
}

describeWith(SITE_NEEDS, 'gaze deploy', ({ GAZE_TEST_REGISTRY = '' }) => {
  let site: TestSite
  beforeAll(async () => {
    site = await createSite('deploy')
  }, DEPLOY_MS)
  afterAll(() => site.remove(), DEPLOY_MS)

  const absent = `${GAZE_TEST_REGISTRY}/gaze/no-such-image:1`
  const history = (): Promise<Revision[]> => site.json('deploy', 'history', '--namespace', site.namespace)
  const deployJson = async (...args: string[]): Promise<Deployed> => {
    const { code, stdout, stderr } = await site.deploy(...args, '--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout) as Deployed
  }
  const resultsOf = ({ objects }: Deployed): string[] => [...new Set(objects.map(({ result }) => result))]

  it('tells what it would do and does nothing', async () => {
    for (const mode of ['client', 'server']) expect((await site.deploy('--dry-run', mode)).code).toBe(0)
    const diff = await site.deploy('--diff')
    expect(diff.code).toBe(1)
    expect(diff.stdout).toMatch(/^\+\+\+ wanted\/deployment\.apps\/gaze-server$/m)
    expect(await site.client.get('Namespace', site.namespace)).toBeUndefined()
  })

  it(
    'brings up every part of a site under Pod Security restricted, once',
    async () => {
      const first = await deployJson()
      expect(first).toMatchObject({ result: 'created', revision: 1 })
      expect(resultsOf(first)).toEqual(['created'])
      const namespace = await site.client.get('Namespace', site.namespace)
      expect(namespace?.metadata?.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
      })
      const { items: pods } = await site.client.list('Pod')
      expect(pods.map(({ metadata }) => metadata?.labels?.['app.kubernetes.io/name']).sort()).toEqual([
        ...['gaze-mongo', 'gaze-server', 'info-update', 'info-update'],
      ])
      const again = await deployJson()
      expect(again).toMatchObject({ result: 'unchanged', revision: 1 })
      expect(resultsOf(again)).toEqual(['unchanged'])
      expect((await site.deploy('--diff')).code).toBe(0)
    },
    DEPLOY_MS,
  )

  it('puts hand edits of its own fields back and leaves the fields of others alone', async () => {
    const edit = { spec: { replicas: 2 } }
    const before = await site.client.get('Deployment', 'gaze-server')
    if (before === undefined) throw new Error('gaze-server is gone')
    await site.client.replace('Deployment', {
      ...before,
      metadata: {
        ...before.metadata,
        annotations: { ...before.metadata?.annotations, 'example.org/owner': 'night shift' },
      },
      spec: { ...before.spec!, ...edit.spec },
    })
    const diff = await site.deploy('--diff')
    expect(diff.stdout).toMatch(/^-\s+replicas: 2\n\+\s+replicas: 1$/m)
    const { objects } = await deployJson()
    expect(objects.filter(({ result }) => result !== 'unchanged')).toMatchObject([
      { name: 'gaze-server', result: 'configured' },
    ])
    const after = await site.client.get('Deployment', 'gaze-server')
    expect(after?.spec?.replicas).toBe(1)
    expect(after?.metadata?.annotations).toMatchObject({ 'example.org/owner': 'night shift' })
  })

  it(
    'ends at once on an image that cannot be pulled, and goes back where it was told to',
    async () => {
      const failed = await site.deploy('--image', absent, '--rollback-on-failure')
      expect(failed.code).toBe(1)
      expect(failed.stderr).toMatch(
        /(ErrImagePull|ImagePullBackOff)[\s\S]*no-such-image[\s\S]*rolled back to revision 1/,
      )
      const deployment = await site.client.get('Deployment', 'gaze-server')
      expect(deployment?.spec?.template.spec?.containers[0]?.image).not.toBe(absent)
      expect((await history()).map(({ revision, status }) => [revision, status])).toEqual([
        [1, 'superseded'],
        [2, 'failed'],
        [3, 'deployed'],
      ])
    },
    DEPLOY_MS,
  )

  it(
    'rolls back to an earlier revision by hand, and names those that there are',
    async () => {
      await deployJson('--set', 'server.replicas=2')
      const back = await site.gaze('deploy', 'rollback', '--namespace', site.namespace)
      expect(back.code, back.stderr).toBe(0)
      expect((await site.client.get('Deployment', 'gaze-server'))?.spec?.replicas).toBe(1)
      expect((await history()).at(-1)).toMatchObject({ status: 'deployed', note: 'rollback to 3' })
      const nowhere = await site.gaze('deploy', 'rollback', '--namespace', site.namespace, '--to', '99')
      expect(nowhere.code).toBe(1)
      expect(nowhere.stderr).toContain('There is no revision 99')
    },
    DEPLOY_MS,
  )

  it('says what cannot be changed any more, and keeps records where they are', async () => {
    const larger = await site.deploy('--set', 'mongodb.storage=16Gi')
    expect(larger.code).toBe(1)
    expect(larger.stderr).toMatch(
      /StatefulSet gaze-mongo[\s\S]*mongodb\.storage and mongodb\.storageClass are fixed/,
    )
    const nowhere = await site.deploy('--set', 'mongodb.uriSecret=theirs')
    expect(nowhere.code).toBe(1)
    expect(nowhere.stderr).toContain('There is no such Secret')
    expect((await history()).at(-1)).toMatchObject({ status: 'failed' })
  })

  it('keeps what is no longer wanted, says so, and prunes that alone', async () => {
    const foreign = { metadata: { name: 'theirs' }, spec: { ports: [{ port: 80 }] } }
    await site.client.create('Service', foreign)
    const off = ['--set', 'networkPolicies.enabled=false', '--no-wait']
    const kept = await site.deploy(...off)
    expect(kept.stderr).toMatch(/No longer part of the site: .*networkpolicy[\s\S]*--prune/)
    expect((await site.client.list('NetworkPolicy')).items).toHaveLength(4)
    const pruned = await deployJson(...off, '--prune')
    expect(pruned.objects.filter(({ result }) => result === 'removed')).toHaveLength(4)
    expect((await site.client.list('NetworkPolicy')).items).toEqual([])
    expect(await site.client.get('Service', 'theirs')).toBeDefined()
    await site.client.remove('Service', 'theirs')
  })
})
