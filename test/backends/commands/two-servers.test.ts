import { afterAll, beforeAll, expect, it } from 'vitest'
import { Pull, Push } from 'zeromq'
import { jpeg64x48 } from '../../support/jpegs.ts'
import { until } from '../../support/until.ts'
import { describeWith } from '../support/back-ends.ts'
import { DEPLOY_MS, deployedSite, SITE_NEEDS, type TestSite } from '../support/site.ts'
import { v0Image } from '../support/v0-image.ts'

interface Shown {
  readonly key: string
  readonly phase: string
  readonly pods: readonly { readonly name: string; readonly active: boolean }[]
  readonly ledger: {
    readonly captured: number
    readonly processed: number
    readonly hops: readonly { readonly hop: string; readonly captured: number }[]
  }
}

describeWith(SITE_NEEDS, 'a site with two gaze-servers', () => {
  let site: TestSite
  let viewer: Pull
  let output: string
  const seen: Buffer[] = []

  beforeAll(async () => {
    site = await deployedSite('gaze-v0', '--set', 'server.replicas=2')
    viewer = new Pull({ conflate: true })
    await viewer.bind('tcp://0.0.0.0:*')
    // The node is this machine: pods reach it where they reach the API.
    const host = new URL(site.client.connection.server).hostname
    output = `${host}:${/:(\d+)$/.exec(viewer.lastEndpoint ?? '')?.[1]}`
    const read = async (): Promise<void> => {
      for await (const [jpeg] of viewer) seen.push(jpeg!)
    }
    void read()
  }, DEPLOY_MS * 2)
  afterAll(async () => {
    viewer.close()
    await site.remove()
  }, DEPLOY_MS)

  const json = <T>(...args: string[]): Promise<T> => site.json<T>('--context', 'site', ...args)

  /** By several connections, so that both servers get some. */
  const keepSending = async (key: string): Promise<() => void> => {
    const service = await site.client.get('Service', 'gaze-server')
    const senders = Array.from({ length: 6 }, () => {
      const sender = new Push({ conflate: true, linger: 0 })
      sender.connect(`tcp://${service?.spec?.clusterIP}:5001`)
      return sender
    })
    const timer = setInterval(() => {
      for (const sender of senders) sender.send(Buffer.concat([Buffer.from(key), jpeg64x48])).catch(() => {})
    }, 100)
    return () => {
      clearInterval(timer)
      for (const sender of senders) sender.close()
    }
  }

  it('gives a stream with memory to one of its pods, whichever server the frames come to', async () => {
    await json('image', 'add', 'count', '--pipeline', 'motion ! track ! count-line line=0.5,0:0.5,1')
    await json('stream', 'scale', 'hall', '--image', 'count', '--replicas', '2', '--timeout', '120s')
    const { key } = await json<Shown>('stream', 'show', 'hall', '--reveal')
    const stop = await keepSending(key)
    try {
      await until('one active pod', async () => {
        const { pods, ledger } = await json<Shown>('stream', 'show', 'hall')
        return ledger.processed > 40 && pods.filter(({ active }) => active).length === 1
      })
    } finally {
      stop()
    }
    const { pods, ledger } = await json<Shown>('stream', 'show', 'hall')
    const standby = pods.find(({ active }) => !active)
    expect(ledger.hops.find(({ hop }) => hop === standby?.name)).toMatchObject({ captured: 0 })
    const { items } = await site.client.list('Pod', { labelSelector: 'app.kubernetes.io/name=gaze-server' })
    expect(items).toHaveLength(2)
  })

  it('runs a container of the system before unchanged, from its sender to its viewer', async () => {
    await json('image', 'add', await v0Image(), '--name', 'old')
    const wanted = ['--image', 'old', '--output', output, '--timeout', '120s']
    expect(await json('stream', 'scale', 'door', ...wanted)).toMatchObject({ phase: 'Running' })
    const { key } = await json<Shown>('stream', 'show', 'door', '--reveal')
    const stop = await keepSending(key)
    try {
      await until('pictures at the viewer', () => seen.length > 20)
      expect(seen.every((jpeg) => jpeg.equals(jpeg64x48))).toBe(true)
    } finally {
      stop()
    }
    const { ledger } = await json<Shown>('stream', 'show', 'door')
    expect(ledger.processed).toBeGreaterThan(20)
  })
})
