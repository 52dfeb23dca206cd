import { afterEach, describe, expect, it } from 'vitest'
import { curveKeyPair, Router } from 'zeromq'
import { parseEndpoints } from '../../../../../src/runtime/nodes/sources/ingest/endpoints.ts'
import { type IngestLines, openIngestLines } from '../../../../../src/runtime/nodes/sources/ingest/lines.ts'
import type { PodRequest } from '../../../../../src/runtime/wire/ingest-protocol.ts'
import { until } from '../../../ingest/support.ts'

const closing: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A gaze-server that only listens. */
const listen = async (address: string, port = 0, security = {}) => {
  const router = new Router({ linger: 0, ...security })
  await router.bind(`tcp://${address}:${port === 0 ? '*' : port}`)
  const requests: PodRequest[] = []
  const read = async (): Promise<void> => {
    for await (const [, body] of router) requests.push(JSON.parse(body!.toString()))
  }
  const reading = read()
  const close = async (): Promise<void> => {
    router.close()
    await reading
  }
  closing.push(close)
  return { port: Number(/:(\d+)$/.exec(router.lastEndpoint ?? '')?.[1]), requests, close }
}

const open = (endpoint: string, more: object = {}): IngestLines => {
  const lines = openIngestLines({
    endpoint,
    token: 't',
    stream: 'door',
    pod: 'door-1',
    limit: () => 1,
    onFrame: () => {},
    onNotice: () => {},
    onAsked: () => {},
    ...more,
  })
  closing.push(lines.close)
  return lines
}

describe('the ways to all gaze-servers', () => {
  it('are to every address of the name, to new ones too, and no longer to those that are gone', async () => {
    const first = await listen('127.0.0.1')
    const second = await listen('127.0.0.2', first.port)
    let addresses = ['127.0.0.1']
    let looks = 0
    const lookup = async (): Promise<string[]> => {
      looks += 1
      return addresses
    }
    open(`tcp://gaze-server-pods:${first.port}`, { lookup })
    await until(
      () => first.requests.length,
      (count) => count > 0,
    )
    expect(second.requests).toEqual([])
    addresses = ['127.0.0.1', '127.0.0.2']
    await until(
      () => second.requests.length,
      (count) => count > 0,
    )
    // One that ends is named no more before it ends: it is asked until then, and not looked for afterwards.
    addresses = ['127.0.0.2']
    const looked = looks
    await until(
      () => looks,
      (now) => now > looked + 1,
    )
    const asked = first.requests.length
    await until(
      () => first.requests.length,
      (now) => now > asked,
    )
    await first.close()
    const other = second.requests.length
    await until(
      () => second.requests.length,
      (now) => now > other + 2,
    )
    const again = await listen('127.0.0.1', first.port)
    const before = second.requests.length
    await until(
      () => second.requests.length,
      (now) => now > before + 2,
    )
    expect(again.requests).toEqual([])
  })

  it('stay as they are while the name service is away', async () => {
    const server = await listen('127.0.0.1')
    let fails = false
    const looks: number[] = []
    const lookup = async (): Promise<string[]> => {
      looks.push(1)
      if (fails) throw Object.assign(new Error('no answer'), { code: 'EAI_AGAIN' })
      return ['127.0.0.1']
    }
    open(`tcp://gaze-server-pods:${server.port}`, { lookup })
    await until(
      () => server.requests.length,
      (count) => count > 0,
    )
    fails = true
    const before = looks.length
    await until(
      () => looks.length,
      (count) => count > before,
    )
    const asked = server.requests.length
    await until(
      () => server.requests.length,
      (count) => count > asked + 1,
    )
    expect(server.requests.some(({ leaving }) => leaving)).toBe(false)
  })

  it('are by CURVE where the key is known', async () => {
    const { publicKey, secretKey } = curveKeyPair()
    const server = await listen('127.0.0.1', 0, { curveServer: true, curveSecretKey: secretKey })
    open(`tcp://127.0.0.1:${server.port}`, { serverKey: publicKey })
    await until(
      () => server.requests.at(-1),
      (request) => request?.credit === 1,
    )
  })

  it('lead nowhere while a name has no address', async () => {
    const nobody = async (): Promise<string[]> => {
      throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })
    }
    const endpoints = parseEndpoints('tcp://gaze-server-pods:5004,tcp://[::1]:5004', nobody)
    expect(endpoints).toMatchObject({ fixed: ['tcp://[::1]:5004'], named: true })
    expect(await endpoints.resolve()).toEqual(['tcp://[::1]:5004'])
  })

  it('are left only when what was on its way has come', async () => {
    const router = new Router({ linger: 0 })
    await router.bind('tcp://127.0.0.1:*')
    const answer = async (): Promise<void> => {
      for await (const [identity, body] of router) {
        if (!(JSON.parse(body!.toString()) as PodRequest).leaving) continue
        await router.send([identity!, '{"id":1,"seq":1,"captureNs":"1","codec":"jpeg"}', 'late'])
        await router.send([identity!, '{"notice":"left","message":""}'])
        return
      }
    }
    const answering = answer()
    closing.push(async () => {
      router.close()
      await answering
    })
    const came: string[] = []
    let asked = 0
    const lines = open(router.lastEndpoint ?? '', {
      onFrame: ({ payload }: { payload: Buffer }) => came.push(payload.toString()),
      onAsked: (sent: boolean) => {
        if (sent) asked += 1
      },
    })
    await until(
      () => asked,
      (count) => count > 0,
    )
    await lines.leave()
    expect(came).toEqual(['late'])
  })
})
