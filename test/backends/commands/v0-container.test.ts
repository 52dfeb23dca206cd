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
  readonly ledger: { readonly captured: number; readonly processed: number }
}

describeWith(SITE_NEEDS, 'a container of the system before', () => {
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

  it('runs as a stream unchanged, behind two gaze-servers, from its sender to its viewer', async () => {
    await json('image', 'add', await v0Image(), '--name', 'old')
    const wanted = ['--image', 'old', '--output', output, '--timeout', '120s']
    expect(await json('stream', 'scale', 'door', ...wanted)).toMatchObject({ phase: 'Running' })
    const { key } = await json<Shown>('stream', 'show', 'door', '--reveal')
    const service = await site.client.get('Service', 'gaze-server')
    // A connection each, so that both servers get some.
    const senders = Array.from({ length: 6 }, () => {
      const sender = new Push({ conflate: true, linger: 0 })
      sender.connect(`tcp://${service?.spec?.clusterIP}:5001`)
      return sender
    })
    const timer = setInterval(() => {
      for (const sender of senders) sender.send(Buffer.concat([Buffer.from(key), jpeg64x48])).catch(() => {})
    }, 100)
    try {
      await until('pictures at the viewer', () => seen.length > 20)
      expect(seen.every((jpeg) => jpeg.equals(jpeg64x48))).toBe(true)
    } finally {
      clearInterval(timer)
      for (const sender of senders) sender.close()
    }
    const { ledger } = await json<Shown>('stream', 'show', 'door')
    expect(ledger.processed).toBeGreaterThan(20)
  })
})
