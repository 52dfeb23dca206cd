import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Deployment } from '../../../src/runtime/kubernetes/objects.ts'
import { describeWith } from '../support/back-ends.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

const STEADY = 'while true; do sleep 0.2; done'

describeWith(['KUBECONFIG'], 'what gaze owns on a cluster', () => {
  let site: ReconciledSite
  beforeAll(async () => {
    site = await openReconciledSite()
    await site.image('steady', STEADY)
  })
  afterAll(() => site.close())

  const pathOf = (name: string): string => `/apis/apps/v1/namespaces/${site.namespace}/deployments/${name}`

  const edit = async (name: string, change: object): Promise<void> => {
    const answer = await site.client.connection.call({
      method: 'PATCH',
      path: `${pathOf(name)}?fieldManager=kubectl-edit`,
      contentType: 'application/strategic-merge-patch+json',
      body: JSON.stringify(change),
      signal: AbortSignal.timeout(10_000),
    })
    answer.resume()
    expect(answer.statusCode).toBe(200)
  }

  const until = async <T>(read: () => Promise<T>, check: (value: T) => boolean): Promise<T> => {
    for (const deadline = Date.now() + 30_000; ; ) {
      const value = await read()
      if (check(value)) return value
      if (Date.now() > deadline) throw new Error(`not seen; last: ${JSON.stringify(value)}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  const deployment = (name: string): Promise<Deployment | undefined> => site.client.get('Deployment', name)

  it('a hand edit of what is ours is put back and reported; what is not ours stays', async () => {
    await site.scale('edited', { image: 'steady', cpu: '0.05', memory: '64Mi' })
    await site.settled('edited')
    await edit('gaze-edited', {
      metadata: { annotations: { mine: 'yes' } },
      spec: {
        replicas: 3,
        progressDeadlineSeconds: 77,
        template: {
          spec: { containers: [{ name: 'main', env: [{ name: 'EXTRA', value: '1' }], image: 'other:1' }] },
        },
      },
    })
    const back = await until(
      () => deployment('gaze-edited'),
      (one) => one?.spec?.replicas === 1 && one.spec.template.spec?.containers[0]?.image !== 'other:1',
    )
    expect(back?.metadata?.annotations?.mine).toBe('yes')
    expect(back?.spec?.progressDeadlineSeconds).toBe(77)
    expect(back?.spec?.template.spec?.containers[0]?.env).toContainEqual({ name: 'EXTRA', value: '1' })
    const said = site.log.map((line) => JSON.parse(line)).find(({ message }) => message.includes('by hand'))
    expect(said).toMatchObject({ stream: 'edited', object: 'Deployment gaze-edited', by: 'kubectl-edit' })
    expect(said.fields.join(' ')).toMatch(/spec\.replicas.*image/)
  })

  it('what people did with gaze itself is no hand edit', async () => {
    await site.scale('own-change', { image: 'steady', replicas: 2, source: 'push' })
    const first = await site.until('own-change', ({ status }) => status.observedGeneration === 1)
    site.log.splice(0)
    await site.scale('own-change', { queue: 7 })
    await site.until('own-change', ({ status }) => status.observedGeneration === first.generation + 1)
    await site.scale('own-change', { replicas: 1 })
    await site.until('own-change', ({ status }) => status.observedGeneration === first.generation + 2)
    expect(site.log.join('')).not.toContain('by hand')
  })

  it('a field that is one value for the API is put back also where somebody only added to it', async () => {
    await site.scale('added', { image: 'steady', replicas: 2, source: 'push' })
    await site.until('added', ({ status }) => status.observedGeneration === 1)
    const path = `/apis/policy/v1/namespaces/${site.namespace}/poddisruptionbudgets/gaze-added`
    const matchLabels = { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': 'added', more: 'x' }
    const answer = await site.client.connection.call({
      method: 'PATCH',
      path: `${path}?fieldManager=kubectl-edit`,
      contentType: 'application/merge-patch+json',
      body: JSON.stringify({ spec: { selector: { matchLabels } } }),
      signal: AbortSignal.timeout(10_000),
    })
    answer.resume()
    expect(answer.statusCode).toBe(200)
    await until(
      () => site.client.get('PodDisruptionBudget', 'gaze-added'),
      (one) => one?.spec?.selector?.matchLabels?.more === undefined,
    )
  })

  it('a Deployment deleted by hand comes back, and so does its budget', async () => {
    await site.scale('deleted', { image: 'steady', replicas: 2, source: 'push', order: false })
    const first = await until(
      () => deployment('gaze-deleted'),
      (one) => one !== undefined,
    )
    await site.client.remove('Deployment', 'gaze-deleted')
    await until(
      () => deployment('gaze-deleted'),
      (one) => one !== undefined && one.metadata?.uid !== first?.metadata?.uid,
    )
    expect(site.log.find((line) => line.includes('Deployment gaze-deleted'))).toContain('the whole object')
    await site.client.remove('PodDisruptionBudget', 'gaze-deleted')
    await until(
      () => site.client.get('PodDisruptionBudget', 'gaze-deleted'),
      (one) => one !== undefined,
    )
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    site.requests.length = 0
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(site.requests).toEqual([])
    await site.scale('deleted', { replicas: 1 })
    await until(
      () => site.client.get('PodDisruptionBudget', 'gaze-deleted'),
      (one) => one === undefined,
    )
  })

  it('a Deployment of an unknown stream goes only if it carries our labels', async () => {
    const make = (name: string, labels: Record<string, string>) =>
      site.client.create('Deployment', {
        metadata: { name, labels },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { containers: [{ name: 'c', image: 'x' }] },
          },
        },
      })
    await make('gaze-like', { 'gaze.dev/stream': 'like' })
    await make('part-only', { 'app.kubernetes.io/part-of': 'gaze' })
    await make('gaze-unknown', { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': 'unknown' })
    await make('odd-name', { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': 'odd' })
    await until(
      () => deployment('gaze-unknown'),
      (one) => one === undefined,
    )
    await until(
      () => deployment('odd-name'),
      (one) => one === undefined,
    )
    expect(await deployment('gaze-like')).toBeDefined()
    expect(await deployment('part-only')).toBeDefined()
  })

  it('what is left of an unknown stream goes, also without its Deployment', async () => {
    const labels = { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': 'left' }
    await site.client.create('ConfigMap', { metadata: { name: 'gaze-left', labels } })
    await site.client.create('PodDisruptionBudget', {
      metadata: { name: 'gaze-left', labels },
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    })
    for (const kind of ['ConfigMap', 'PodDisruptionBudget'] as const)
      await until(
        () => site.client.get(kind, 'gaze-left'),
        (one) => one === undefined,
      )
  })

  it('asks nothing when nothing changes, and once for each change', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `many-${n}`)
    site.requests.length = 0
    await Promise.all(names.map((name) => site.scale(name, { image: 'steady', replicas: 0 })))
    for (const name of names) await site.settled(name)
    expect(site.requests.length).toBeLessThanOrEqual(1.2 * names.length)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    site.requests.length = 0
    await Promise.all(names.map((name) => site.scale(name, { image: 'steady', cpu: '100m' })))
    for (const name of names) await site.settled(name)
    expect(site.requests.length).toBeLessThanOrEqual(1.2 * names.length)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    site.requests.length = 0
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect(site.requests).toEqual([])
  })

  it('goes with the permanent ConfigMap', async () => {
    const owned = await deployment('gaze-edited')
    expect(owned?.metadata?.ownerReferences).toMatchObject([{ kind: 'ConfigMap', name: 'gaze' }])
    const fields = (await site.client.get('Deployment', 'gaze-edited'))?.metadata?.managedFields ?? []
    expect(fields.find(({ manager }) => manager === 'gaze')).toMatchObject({ operation: 'Apply' })
  })
})
