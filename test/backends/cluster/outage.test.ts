import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../support/back-ends.ts'
import { type ProxiedCluster, proxiedCluster } from '../support/through-proxy.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

describeWith(['KUBECONFIG'], 'a cluster whose API is away', ({ KUBECONFIG = '' }) => {
  let way: ProxiedCluster
  let site: ReconciledSite
  beforeAll(async () => {
    way = await proxiedCluster(KUBECONFIG)
    site = await openReconciledSite({ kubeconfig: way.kubeconfig })
    await site.image('steady', 'while true; do sleep 0.2; done')
  })
  afterAll(async () => {
    await site.close()
    await way.close()
  })

  it('is waited for: what was seen stays, and all changes of meanwhile are made when it is back', async () => {
    await site.scale('cam', { image: 'steady' })
    await site.settled('cam')
    const [pod] = await site.records.pods.list()
    way.proxy.cut()
    await site.scale('cam', { env: { A: '2' } })
    await site.scale('late', { image: 'steady' })
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect((await site.records.pods.list()).map(({ name }) => name)).toEqual([pod?.name])
    expect((await site.records.streams.get('cam'))?.status.phase).toBe('Running')
    await site.client.remove('Pod', pod?.name ?? '', { graceSeconds: 0 })
    way.proxy.resume()
    await site.settled('cam')
    await site.settled('late')
    expect((await site.records.pods.list()).map(({ name }) => name)).not.toContain(pod?.name)
  })
})
