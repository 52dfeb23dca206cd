import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Pull } from 'zeromq'
import { zmq } from '../../../../src/runtime/nodes/sinks/zmq.ts'
import { quietPort } from '../../../support/net/quiet-port.ts'
import { event, item, noEmit, watchedContext } from './context.ts'

const sockets: Pull[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})

const viewer = async (
  port = 0,
  options: { conflate?: boolean; receiveHighWaterMark?: number } = {},
): Promise<{ socket: Pull; address: string }> => {
  const socket = new Pull({ linger: 0, ...options })
  sockets.push(socket)
  await socket.bind(`tcp://127.0.0.1:${port === 0 ? '*' : port}`)
  return { socket, address: socket.lastEndpoint!.slice('tcp://'.length) }
}

const values = (to: string | undefined, wire: 'v0' | 'v1' = 'v0') => ({ to, wire, quality: 80, queue: 4 })
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('zmq', () => {
  it('sends the JPEG alone as v0, from the first frame to the last', async () => {
    const { socket, address } = await viewer()
    const { context, states, drops } = watchedContext({ output: address })
    const node = await zmq.open(values(undefined), context)
    expect(states).toEqual([{ state: 'ok', message: '' }])
    for (let n = 0; n < 3; n++) await node.process(item(n, [], new Uint8Array([0xff, 0xd8, n])), noEmit)
    await node.flush?.(noEmit)
    await node.close()
    for (let n = 0; n < 3; n++) expect(await socket.receive()).toEqual([Buffer.from([0xff, 0xd8, n])])
    expect(drops).toEqual({})
  })

  it('takes OUT_IP and OUT_PORT where it has no other address', async () => {
    const { socket, address } = await viewer(0, { conflate: true })
    const [ip, port] = address.split(':')
    const node = await zmq.open(
      values(undefined),
      watchedContext({ env: { OUT_IP: ip!, OUT_PORT: port! } }).context,
    )
    const received = socket.receive()
    await node.process(item(0), noEmit)
    expect((await received)[0]).toHaveLength(4)
    await node.close()
  })

  it('sends a header and the JPEG as v1', async () => {
    const { socket, address } = await viewer()
    const node = await zmq.open(values(address, 'v1'), watchedContext().context)
    await node.process(
      { ...item(7, [event(7)]), detections: [{ box: [0, 0, 1, 1], class: 'object' }] },
      noEmit,
    )
    await node.close()
    const [head, jpeg] = await socket.receive()
    expect(jpeg).toHaveLength(4)
    expect(JSON.parse(String(head))).toEqual({
      stream: 's',
      seq: 7,
      captureNs: '1700000000000000007',
      codec: 'jpeg',
      width: 64,
      height: 36,
      detections: [{ box: [0, 0, 1, 1], class: 'object' }],
      tracks: [],
      events: [event(7)],
    })
  })

  it('says that nobody listens, encodes nothing meanwhile, and sends when somebody comes', async () => {
    const port = await quietPort()
    const { context, states, drops } = watchedContext()
    const node = await zmq.open(values(`127.0.0.1:${port}`), context)
    expect(states).toEqual([{ state: 'blocked', message: `connection refused by 127.0.0.1:${port}` }])
    const dark = item(0)
    await node.process(
      { ...dark, frame: { ...dark.frame, jpeg: () => expect.fail('encoded for nobody') } },
      noEmit,
    )
    expect(drops).toEqual({ 'no-viewer': 1 })
    const { socket } = await viewer(port)
    await until(() => states.at(-1)?.state === 'ok')
    await node.process(item(1), noEmit)
    expect((await socket.receive())[0]).toHaveLength(4)
    socket.unbind(`tcp://127.0.0.1:${port}`).catch(() => undefined)
    socket.close()
    await until(() => states.at(-1)?.state === 'blocked')
    await node.close()
  })

  it('says that what listens is no viewer', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const { context, states } = watchedContext()
    const node = await zmq.open(values(`127.0.0.1:${port}`), context)
    await until(() => states.length > 0)
    expect(states[0]?.message).toBe(`127.0.0.1:${port} does not answer as ZeroMQ does`)
    await node.close()
    server.close()
  })

  it('never waits for a viewer that does not read: the oldest go, counted', async () => {
    const { socket, address } = await viewer(0, { receiveHighWaterMark: 1 })
    const { context, drops } = watchedContext()
    const node = await zmq.open(values(address), context)
    const total = 400
    const big = new Uint8Array(200_000)
    for (let n = 0; n < total; n++) {
      new DataView(big.buffer).setUint32(0, n)
      expect(node.process(item(n, [], big), noEmit)).toBeUndefined()
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const dropped = drops['slow-viewer'] ?? 0
    expect(dropped).toBeGreaterThan(0)
    const seen: number[] = []
    while (seen.at(-1) !== total - 1) seen.push((await socket.receive())[0]!.readUInt32BE(0))
    expect(seen).toHaveLength(total - dropped)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    await node.close()
  })

  it('refuses to open without an address', async () => {
    await expect(zmq.open(values(undefined), watchedContext().context)).rejects.toMatchObject({
      code: 'SINK_FAILED',
    })
  })
})
