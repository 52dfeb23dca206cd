import { afterAll, beforeAll, expect, it } from 'vitest'
import type { KubeClient } from '../../../../src/runtime/kubernetes/client.ts'
import { createHome, runCli } from '../../../support/cli.ts'
import { asAccount, rightsOf } from '../../support/as-account.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'

const INFO_UPDATE = [
  'apps/deployments: get list watch create patch delete',
  'apps/replicasets: get list watch',
  'configmaps: get list watch create patch delete',
  'coordination.k8s.io/leases of gaze-info-update: get list watch update patch',
  'coordination.k8s.io/leases: create',
  'events: get list watch',
  'pods: get list watch',
  'policy/poddisruptionbudgets: get list watch create patch delete',
  'secrets of gaze-mongodb gaze-token gaze-curve: get',
  'secrets: create',
]

describeWith(['KUBECONFIG'], 'the rights of a site', ({ KUBECONFIG = '' }) => {
  let test: TestNamespace
  const home = createHome()
  beforeAll(async () => {
    test = await createNamespace('rights')
    const options = { home, env: { KUBECONFIG } }
    const done = await runCli(['deploy', '--namespace', test.namespace, '--no-wait'], options)
    if (done.code !== 0) throw new Error(done.stderr)
  })
  afterAll(() => test.remove())

  const as = (account: string): Promise<KubeClient> => asAccount(test.client, account, KUBECONFIG)
  const refused = expect.objectContaining({ code: 'NOT_ALLOWED' })

  it('info-update may act on the objects of streams, read what is about them, and lead; nothing else', async () => {
    const client = await as('info-update')
    expect(await rightsOf(client)).toEqual(INFO_UPDATE)
    expect((await client.list('Deployment')).items.length).toBeGreaterThan(0)
    await test.client.create('Secret', { metadata: { name: 'not-its-own' }, stringData: { a: 'b' } })
    await expect(client.get('Secret', 'not-its-own')).rejects.toEqual(refused)
    await expect(client.list('Secret')).rejects.toEqual(refused)
    await expect(client.remove('Secret', 'not-its-own')).rejects.toEqual(refused)
    await expect(client.list('Pod', { namespace: 'default' })).rejects.toEqual(refused)
    await expect(client.list('Deployment', { allNamespaces: true })).rejects.toEqual(refused)
    await expect(client.remove('StatefulSet', 'gaze-mongo')).rejects.toEqual(refused)
    await expect(client.apply('Role', { metadata: { name: 'more' }, rules: [] })).rejects.toEqual(refused)
    client.close()
  })

  it.each(['gaze-server', 'gaze-mongo', 'default'])('%s may do nothing', async (account) => {
    const client = await as(account)
    expect(await rightsOf(client)).toEqual([])
    await expect(client.list('Pod')).rejects.toEqual(refused)
    await expect(client.get('ConfigMap', 'gaze')).rejects.toEqual(refused)
    await expect(client.get('Secret', 'gaze-mongodb')).rejects.toEqual(refused)
    client.close()
  })

  it('no pod but those of info-update is given a token', async () => {
    const { items } = await test.client.list('Deployment')
    const sets = (await test.client.list('StatefulSet')).items
    const given = [...items, ...sets]
      .filter(({ spec }) => spec?.template.spec?.automountServiceAccountToken !== false)
      .map(({ metadata }) => metadata?.name)
    expect(given).toEqual(['info-update'])
  })
})
