import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../support/back-ends.ts'
import { createSite, DEPLOY_MS, SITE_NEEDS, type TestSite } from '../../support/site.ts'

interface ResourceList {
  readonly resources: readonly {
    readonly name: string
    readonly namespaced: boolean
    readonly verbs: readonly string[]
  }[]
}

/** Everything in the whole cluster that carries the label and names the namespace, whatever its kind. */
const labelled = async ({ client, namespace }: TestSite): Promise<string[]> => {
  const { groups } = await client.read<{ groups: { preferredVersion: { groupVersion: string } }[] }>(
    '/apis',
    'groups',
  )
  const roots = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)]
  const found: string[] = []
  for (const root of roots) {
    const { resources } = await client.read<ResourceList>(root, root)
    for (const { name, namespaced, verbs } of resources) {
      if (!verbs.includes('list')) continue
      const path = `${root}${namespaced ? `/namespaces/${namespace}` : ''}/${name}`
      const { items } = await client.read<{ items: { metadata: { name: string } }[] }>(
        `${path}?labelSelector=app.kubernetes.io/part-of=gaze`,
        path,
      )
      for (const { metadata } of items)
        if (namespaced || metadata.name.includes(namespace)) found.push(`${path}/${metadata.name}`)
    }
  }
  return found
}

describeWith(SITE_NEEDS, 'gaze undeploy', () => {
  let site: TestSite
  beforeAll(async () => {
    site = await createSite('undeploy')
  }, DEPLOY_MS)
  afterAll(() => site.remove(), DEPLOY_MS)

  const undeploy = (...args: string[]) =>
    site.gaze('undeploy', '--namespace', site.namespace, '--confirm', site.namespace, ...args)

  it('asks for the name', async () => {
    expect((await site.gaze('undeploy', '--namespace', site.namespace)).code).toBe(2)
    expect((await site.gaze('undeploy', '--namespace', site.namespace, '--confirm', 'gaze')).code).toBe(2)
    expect((await undeploy()).stdout).toContain('unchanged')
  })

  it(
    'keeps volume and Secrets for a later deploy, which takes them up again',
    async () => {
      const deployed = await site.deploy()
      expect(deployed.code, deployed.stderr).toBe(0)
      const secretBefore = await site.client.get('Secret', 'gaze-mongodb')
      const volumeBefore = await site.client.get('PersistentVolumeClaim', 'data-gaze-mongo-0')
      const removed = await undeploy('--keep-data')
      expect(removed.code, removed.stderr).toBe(0)
      expect(removed.stderr).toContain('Kept: ')
      for (const kind of ['Deployment', 'StatefulSet', 'Pod', 'Service', 'Role'] as const)
        expect((await site.client.list(kind)).items, kind).toEqual([])
      const again = await site.deploy()
      expect(again.code, again.stderr).toBe(0)
      const secret = await site.client.get('Secret', 'gaze-mongodb')
      expect(secret?.data?.password).toBe(secretBefore?.data?.password)
      const volume = await site.client.get('PersistentVolumeClaim', 'data-gaze-mongo-0')
      expect(volume?.metadata?.uid).toBe(volumeBefore?.metadata?.uid)
    },
    2 * DEPLOY_MS,
  )

  it(
    'leaves nothing with our label, in the namespace or outside',
    async () => {
      expect((await labelled(site)).length).toBeGreaterThan(20)
      const dry = await undeploy('--dry-run')
      expect(dry.stdout).toContain('namespace/')
      expect(await site.client.get('Deployment', 'gaze-server')).toBeDefined()
      const removed = await undeploy()
      expect(removed.code, removed.stderr).toBe(0)
      expect(await labelled(site)).toEqual([])
      expect(await site.client.get('Namespace', site.namespace)).toBeUndefined()
    },
    DEPLOY_MS,
  )

  it(
    'keeps a namespace with things of others in it, without our labels',
    async () => {
      await site.deploy('--no-wait')
      await site.client.create('ConfigMap', { metadata: { name: 'theirs' }, data: { a: '1' } })
      const removed = await undeploy()
      expect(removed.code, removed.stderr).toBe(0)
      expect(removed.stderr).toContain('configmap/theirs')
      expect(await site.client.get('ConfigMap', 'theirs')).toBeDefined()
      expect(await labelled(site)).toEqual([])
      await site.client.remove('Namespace', site.namespace)
    },
    DEPLOY_MS,
  )
})
