import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingest } from '../../../../../src/runtime/nodes/sources/ingest.ts'
import type { FrameInfo } from '../../../../../src/runtime/pipeline/item.ts'
import type { NodeContext, NodeState, Source } from '../../../../../src/runtime/pipeline/node.ts'
import { createLogger } from '../../../../../src/runtime/service/log.ts'
import { jpeg32x32, jpeg64x48 } from '../../../../support/jpegs.ts'
import {
  KEY,
  connectSender,
  openDoor,
  senderHeader,
  TOKEN,
  type TestServer,
  type TestSite,
  until,
  v0Message,
} from '../../../ingest/support.ts'

/** The source in a pod of its own, with what comes out of it. */
const openSource = async (
  server: TestServer,
  pod = 'door-1',
  queue?: number,
  env: Record<string, string> = {},
) => {
  const stop = new AbortController()
  const seen = { opened: 0, states: [] as NodeState[], drops: [] as string[], frames: [] as FrameInfo[] }
  const greys: { width: number; height: number }[] = []
  const jpegs: Uint8Array[] = []
  const colours: { width: number; height: number; bytes: number }[] = []
  const context: NodeContext = {
    id: 'ingest',
    signal: stop.signal,
    log: createLogger(() => {}),
    mode: 'stream',
    offline: false,
    stills: false,
    stream: 'door',
    generation: 1,
    views: [{ kind: 'grey', width: 16 }, { kind: 'jpeg', quality: 80 }, { kind: 'rgb' }],
    opened: () => {
      seen.opened += 1
    },
    event: () => {
      throw new Error('a source makes no events')
    },
    drop: (reason) => void seen.drops.push(reason),
    report: (state) => void seen.states.push(state),
    pod: { pod, ingest: { endpoint: `tcp://127.0.0.1:${server.ports.pods}`, token: TOKEN }, env },
    now: Date.now,
  }
  const source: Source = await ingest.open({ queue }, context)
  const running = source.run(({ frame }) => {
    seen.frames.push({
      index: frame.index,
      captureNs: frame.captureNs,
      width: frame.width,
      height: frame.height,
    })
    greys.push({ width: frame.grey(16).width, height: frame.grey(16).height })
    jpegs.push(frame.jpeg(80))
    const { width, height, data } = frame.rgb()
    colours.push({ width, height, bytes: data.length })
    frame.release()
  })
  const close = async (): Promise<void> => {
    stop.abort()
    await running
    await source.close()
  }
  const { frames, drops, states } = seen
  return { frames, drops, states, seen, greys, jpegs, colours, source, close }
}

let site: TestSite
let server: TestServer
beforeEach(async () => {
  ;({ site, server } = await openDoor())
})
afterEach(() => site.close())

describe('ingest', () => {
  it('gives frames in the views asked for and acknowledges each when the pipeline is through', async () => {
    const pod = await openSource(server)
    await until(
      () => pod.seen.opened,
      (opened) => opened === 1,
    )
    const sender = connectSender(server.ports.ingest)
    await sender.send([KEY, senderHeader(0, { width: 64, height: 48 }), jpeg64x48])
    await until(
      () => pod.frames.length,
      (count) => count === 1,
    )
    expect(pod.frames[0]).toEqual({ index: 0, captureNs: 1_700_000_000_000_000_000n, width: 64, height: 48 })
    expect(pod.greys[0]).toEqual({ width: 16, height: 12 })
    expect(jpeg64x48.equals(pod.jpegs[0]!)).toBe(true)
    expect(pod.colours[0]).toEqual({ width: 64, height: 48, bytes: 64 * 48 * 3 })
    expect(await server.stream('door')).toMatchObject({ processed: 0, inFlight: 1 })
    pod.source.done?.(pod.frames[0]!, undefined)
    await until(
      () => server.stream('door'),
      ({ processed }) => processed === 1,
    )
    await sender.send([KEY, senderHeader(1), jpeg64x48])
    await until(
      () => pod.frames.length,
      (count) => count === 2,
    )
    pod.source.done?.(pod.frames[1]!, 'queue-full')
    const state = await until(
      () => server.stream('door'),
      ({ inFlight }) => inFlight === 0,
    )
    expect(state).toMatchObject({ captured: 2, processed: 1, dropped: { 'queue-full': 1 } })
    sender.close()
    await pod.close()
  })

  it('goes on after pictures that are cut, lie about their size, or change it', async () => {
    const pod = await openSource(server)
    const sender = connectSender(server.ports.ingest)
    const pictures = [
      [KEY, senderHeader(0), jpeg64x48.subarray(0, jpeg64x48.length / 2)],
      [KEY, senderHeader(1, { width: 640, height: 480 }), jpeg64x48],
      [KEY, senderHeader(2), jpeg64x48],
      v0Message(KEY, jpeg32x32),
    ]
    for (const [index, picture] of pictures.entries()) {
      await sender.send(picture)
      await until(
        () => pod.drops.length + pod.frames.length,
        (count) => count === index + 1,
      )
      const last = pod.frames.at(-1)
      if (last !== undefined) pod.source.done?.(last, undefined)
    }
    const state = await until(
      () => server.stream('door'),
      ({ inFlight }) => inFlight === 0,
    )
    expect(pod.frames.map(({ width }) => width)).toEqual([64, 32])
    expect(state).toMatchObject({ captured: 4, processed: 2, dropped: { undecodable: 2 } })
    sender.close()
    await pod.close()
  })

  it('turns pictures as their EXIF says, whichever of the two sizes the sender names', async () => {
    const turned = readFileSync(join(import.meta.dirname, '../../../media/pictures/exif-6.jpg'))
    const pod = await openSource(server)
    const sender = connectSender(server.ports.ingest)
    const sizes = [{}, { width: 47, height: 31 }, { width: 31, height: 47 }]
    for (const [index, size] of sizes.entries()) {
      await sender.send([KEY, senderHeader(index, size), turned])
      await until(
        () => pod.frames.length,
        (count) => count === index + 1,
      )
      pod.source.done?.(pod.frames[index]!, undefined)
    }
    expect(pod.frames.map(({ width, height }) => [width, height])).toEqual(sizes.map(() => [31, 47]))
    expect(pod.colours[0]).toEqual({ width: 31, height: 47, bytes: 31 * 47 * 3 })
    sender.close()
    await pod.close()
  })

  it('decodes with what GAZE_MEDIA asks for', async () => {
    await expect(openSource(server, 'door-1', 1, { GAZE_MEDIA: 'gpu' })).rejects.toThrow('GAZE_MEDIA=gpu')
  })

  it('asks again when gaze-server has been killed and is back', async () => {
    const pod = await openSource(server)
    await until(
      () => pod.seen.opened,
      (opened) => opened === 1,
    )
    await server.stop('SIGKILL')
    server = await site.start(server.ports)
    await until(
      () => server.stream('door'),
      ({ pods }) => pods.length === 1,
    )
    await pod.close()
    await until(
      () => server.stream('door'),
      ({ pods }) => pods[0]?.credit === 0,
    )
  })

  it('says that it stands by while another pod has the stream, and takes over when that is gone', async () => {
    const record = await site.records.streams.get('door')
    await site.records.streams.put({ ...record!, order: true }, record!.revision)
    const first = await openSource(server, 'door-1')
    await until(
      () => server.stream('door'),
      ({ pods }) => pods.length === 1,
    )
    const second = await openSource(server, 'door-2')
    await until(
      () => second.states,
      (states) => states.some(({ standby }) => standby === true),
    )
    await first.close()
    await until(
      () => second.states.at(-1),
      (state) => state?.standby === undefined,
    )
    await second.close()
  })

  it('says what is wrong when gaze-server refuses it, and when it is nowhere', async () => {
    await site.records.streams.remove('door')
    await until(
      () => server.state(),
      ({ streams }) => streams.length === 0,
    )
    const pod = await openSource(server)
    await until(
      () => pod.states,
      (states) => states.some(({ state, message }) => state === 'failed' && message.includes('refuses')),
    )
    await server.stop()
    await until(
      () => pod.states,
      (states) =>
        states.some(({ state, message }) => state === 'blocked' && message.includes('does not answer')),
    )
    await pod.close()
  })
})
