import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../support/back-ends.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

/** A node that no kubelet reports for, with the taint that the cluster gives to nodes that are not ready. */
describeWith(['KUBECONFIG'], 'a node that is away for a moment', () => {
  let site: ReconciledSite
  const node = `gaze-test-${randomBytes(4).toString('hex')}`
  beforeAll(async () => {
    site = await openReconciledSite()
    await site.image('steady', 'while true; do sleep 0.2; done')
    const room = { cpu: '1', memory: '1Gi', pods: '10' }
    await site.client.create('Node', {
      metadata: { name: node, labels: { 'gaze.dev/test': node } },
      spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
      status: { capacity: room, allocatable: room, conditions: [{ type: 'Ready', status: 'False' }] },
    })
  })
  afterAll(async () => {
    await site.client.remove('Node', node)
    await site.close()
  })

  it('is waited for where the API may have been away as well, for a minute', async () => {
    await site.scale('away', { image: 'steady', nodeSelector: { 'gaze.dev/test': node } })
    const { status } = await site.until('away', ({ status }) => status.reason === 'NodeNotReady')
    expect(status.phase).toBe('Pending')
    expect(status.message).toMatch(/^no node can take the pod yet: .*untolerated taint/)
    await expect(site.settled('away', 100_000)).rejects.toMatchObject({
      code: 'STREAM_FAILED',
      why: expect.stringMatching(/^Unschedulable: .*untolerated taint/),
    })
    // By now it is known that the API was there all the time.
    await site.scale('late', { image: 'steady', nodeSelector: { 'gaze.dev/test': node } })
    await expect(site.settled('late', 20_000)).rejects.toMatchObject({ code: 'STREAM_FAILED' })
  }, 150_000)
})
