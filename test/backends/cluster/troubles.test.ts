import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../support/back-ends.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

const STEADY = 'while true; do sleep 0.2; done'

/** What `stream scale --wait` ends with, long before its time is over. */
describeWith(['KUBECONFIG'], 'what keeps a stream from running is said in words, at once', () => {
  let site: ReconciledSite
  beforeAll(async () => {
    site = await openReconciledSite()
    await site.image('steady', STEADY)
  })
  afterAll(() => site.close())

  const failure = async (name: string): Promise<string> => {
    const error = (await site.settled(name).catch((error: unknown) => error)) as {
      code?: string
      why?: string
    }
    expect(error).toMatchObject({ code: 'STREAM_FAILED' })
    return error.why ?? ''
  }

  it('an image that cannot be pulled', async () => {
    await site.image('nowhere', '', { ref: '127.0.0.1:15000/nothing/here:1', command: ['x'] })
    await site.scale('pull', { image: 'nowhere' })
    expect(await failure('pull')).toMatch(
      /^ImagePullBackOff: image 127\.0\.0\.1:15000\/nothing\/here:1 cannot be pulled: .*--pull-secret/,
    )
  })

  it('a pod that no node can take, while the old one serves on', async () => {
    await site.scale('place', { image: 'steady' })
    expect((await site.settled('place')).status).toMatchObject({ phase: 'Running', readyReplicas: 1 })
    await site.scale('place', { nodeSelector: { 'gaze.dev/nowhere': 'x' } })
    expect(await failure('place')).toMatch(/^Unschedulable: no node can take the pod: .*--node-selector/)
    expect((await site.records.streams.get('place'))?.status.phase).toBe('Degraded')
    await site.scale('place', { nodeSelector: {} })
    await site.settled('place')
  })

  it('a device that no node has', async () => {
    await site.scale('gpu', { image: 'steady', resources: { 'nvidia.com/gpu': '1' } })
    expect(await failure('gpu')).toMatch(/^Unschedulable: .*nvidia\.com\/gpu/)
  })

  /** For what lives for a moment, which on a busy node may be long enough to count as running first. */
  const failureInTheEnd = async (name: string, reason: string): Promise<string> => {
    await site.until(name, ({ status }) => status.phase === 'Failed' && status.reason === reason)
    return failure(name)
  }

  it('more memory than it was given', async () => {
    await site.image('hungry', 'x=a; while true; do x="$x$x"; done')
    await site.scale('memory', { image: 'hungry', memory: '16Mi' })
    expect(await failureInTheEnd('memory', 'OOMKilled')).toMatch(
      /^OOMKilled: the pod used more than its 16Mi of memory .*--memory/,
    )
  })

  it('a program that is not in the image', async () => {
    await site.image('typo', '', { command: ['/no/such/program'] })
    await site.scale('typo', { image: 'typo' })
    expect(await failure('typo')).toMatch(/\/no\/such\/program/)
  })

  it('a program that keeps dying, by its last words', async () => {
    await site.image('dying', 'echo the camera is gone >&2; exit 3')
    await site.scale('dying', { image: 'dying' })
    expect(await failureInTheEnd('dying', 'CrashLoop')).toBe('CrashLoop: the camera is gone')
  })

  it('a program that does not listen', async () => {
    await site.scale('deaf', { image: 'steady', source: 'push' })
    expect(await failure('deaf')).toMatch(/^ProbeFailing: Readiness probe failed: .*5001/)
  })

  it('a secret that is not there', async () => {
    await site.scale('secret', { image: 'steady', secretEnv: ['PASSWORD'] })
    // The kubelet may first say that it has not looked yet.
    await expect
      .poll(() => failure('secret'), { timeout: 100_000, interval: 1_000 })
      .toMatch(/^CreateContainerConfigError: .*gaze-stream-secret.*--secret-env/)
  })

  it('a program of one machine', async () => {
    await site.records.images.put(
      { ...(await site.records.images.get('steady'))!, name: 'prog', kind: 'command' },
      0,
    )
    await site.scale('program', { image: 'prog' })
    expect(await failure('program')).toMatch(/^NeedsContainer: .*gaze image add/)
  })

  it('a variable whose name the cluster refuses', async () => {
    await site.scale('refused', { image: 'steady', env: { 'A=B': 'x' } })
    expect(await failure('refused')).toMatch(/^Refused: /)
    await site.scale('refused', { env: {} })
    await site.settled('refused')
  })

  it('an eviction, until another pod serves', async () => {
    // It does not end in order, so that the node's own account of it stays.
    const fill = 'sleep 3; head -c 8000000 /dev/zero >/tmp/x; while true; do sleep 0.2; done'
    await site.image('filler', '', { command: ['sh', '-c', fill] })
    await site.scale('evicted', { image: 'filler', resources: { 'ephemeral-storage': '1Mi' } })
    const { status } = await site.until('evicted', (one) => one.status.reason === 'Evicted')
    expect(status.message).toMatch(/^the pod was evicted from node \S+: .*ephemeral.*; make room/)
    await site.scale('evicted', { image: 'steady' })
    await site.until('evicted', (one) => one.status.phase === 'Running')
  })
})
