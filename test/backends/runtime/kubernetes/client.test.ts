import { afterAll, beforeAll, expect, it } from 'vitest'
import { isGazeError } from '../../../../src/runtime/errors.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'

describeWith(['KUBECONFIG'], 'the Kubernetes client', () => {
  let test: TestNamespace
  beforeAll(async () => {
    test = await createNamespace('client')
  })
  afterAll(() => test.remove())

  const map = (name: string, data: Record<string, string>) => ({ metadata: { name }, data })

  it('says what an apply did, and means it', async () => {
    const { client } = test
    expect((await client.apply('ConfigMap', map('one', { a: '1' }), { dryRun: true })).result).toBe('created')
    expect(await client.get('ConfigMap', 'one')).toBeUndefined()
    expect((await client.apply('ConfigMap', map('one', { a: '1' }))).result).toBe('created')
    expect((await client.apply('ConfigMap', map('one', { a: '1' }))).result).toBe('unchanged')
    const dry = await client.apply('ConfigMap', map('one', { a: '2' }), { dryRun: true })
    expect(dry).toMatchObject({
      result: 'configured',
      before: { data: { a: '1' } },
      object: { data: { a: '2' } },
    })
    expect((await client.get('ConfigMap', 'one'))?.data).toEqual({ a: '1' })
    expect((await client.apply('ConfigMap', map('one', { a: '2' }))).result).toBe('configured')
  })

  it('takes back a field that is ours and leaves others alone', async () => {
    const { client } = test
    const { object } = await client.apply('ConfigMap', map('two', { ours: '1' }))
    await client.replace('ConfigMap', { ...object, data: { ours: 'theirs', other: 'kept' } })
    const applied = await client.apply('ConfigMap', map('two', { ours: '1' }))
    expect(applied.result).toBe('configured')
    expect(applied.object.data).toEqual({ ours: '1', other: 'kept' })
  })

  it('lists by label over pages, creates once, and removes', async () => {
    const { client } = test
    const labels = { set: 'many' }
    for (const name of ['m1', 'm2']) await client.create('ConfigMap', { metadata: { name, labels } })
    const { items } = await client.list('ConfigMap', { labelSelector: 'set=many' })
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['m1', 'm2'])
    expect(items[0]).toEqual(await client.get('ConfigMap', 'm1'))
    await expect(client.create('ConfigMap', map('m1', {}))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await client.remove('ConfigMap', 'm1')).toBe(true)
    expect(await client.remove('ConfigMap', 'm1')).toBe(false)
  })

  it('refuses to write over what somebody else changed', async () => {
    const { client } = test
    const { object } = await client.apply('ConfigMap', map('three', { a: '1' }))
    await client.replace('ConfigMap', { ...object, data: { a: '2' } })
    await expect(client.replace('ConfigMap', { ...object, data: { a: '3' } })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('names a field that does not exist, and a namespace that is not there', async () => {
    const { client } = test
    const wrong = { metadata: { name: 'wrong' }, date: { a: '1' } } as never
    await expect(client.apply('ConfigMap', wrong)).rejects.toMatchObject({
      code: 'FAILED',
      why: expect.stringContaining('date'),
    })
    const nowhere = client.apply('ConfigMap', map('x', {}), { namespace: 'client-nowhere' })
    await expect(nowhere).rejects.toMatchObject({ code: 'PRECONDITION' })
    await expect(nowhere.catch((error: unknown) => isGazeError(error) && error.why)).resolves.toContain(
      'client-nowhere',
    )
  })
})
