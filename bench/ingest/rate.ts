import { setTimeout as sleep } from 'node:timers/promises'
import {
  openTestSite,
  podDraft,
  streamDraft,
  TOKEN,
  type TestSite,
  until,
} from '../../test/runtime/ingest/support.ts'
import { askCount, cpuUs, start, stop, sum, told } from './processes.ts'
import type { ReceiverOptions } from './receiver.ts'
import type { SenderOptions } from './sender.ts'

export interface Rate {
  readonly perSecond: number
  /** Processor time a frame of the process between. */
  readonly cpuUs: number
  /** The same of sender and receiver besides: what bounds the rate where processors are few or shared. */
  readonly allCpuUs: number
}

export interface Load {
  readonly wire: 'v0' | 'v1'
  readonly bytes: number
  readonly streams: number
}

const WARM_MS = 700
const MEASURE_MS = 1_500
/** Frames that a fast pod holds, and that ingest keeps for it. */
const DEPTH = 64

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `s${n}`)
const keyOf = (name: string): string => name.padEnd(8, 'x')

type Child = ReturnType<typeof start>

/** What arrives at the receiver, and what the process between has used for it. */
const measure = async (receiver: Child, middle: number, sender: SenderOptions): Promise<Rate> => {
  const child = start('sender', sender)
  const total = async (): Promise<number> => sum((await askCount(receiver)).counts)
  await until(total, (count) => count > 0)
  await sleep(WARM_MS)
  const look = async () => {
    const frames = await total()
    const own = cpuUs(middle)
    return { frames, own, all: own + cpuUs(receiver.pid!) + cpuUs(child.pid!), at: performance.now() }
  }
  const before = await look()
  await sleep(MEASURE_MS)
  const after = await look()
  await stop(child)
  const frames = after.frames - before.frames
  return {
    perSecond: (frames * 1000) / (after.at - before.at),
    cpuUs: (after.own - before.own) / frames,
    allCpuUs: (after.all - before.all) / frames,
  }
}

/** The peer: a loop of PULL and PUSH. */
export const loopRate = async ({ bytes }: Load): Promise<Rate> => {
  const receiver = start('receiver', receiverOptions('v0', 0, ['one']))
  const { ports } = await told<{ ports: number[] }>(receiver)
  const loop = start('loop', String(ports[0]))
  const { port } = await told<{ port: number }>(loop)
  const rate = await measure(receiver, loop.pid!, {
    port,
    keys: ['one'],
    bytes,
    wire: 'bare',
    fps: 0,
    frames: 0,
  })
  await Promise.all([stop(receiver), stop(loop)])
  return rate
}

/** gaze-server between senders and pods of the same wire. */
export const ingestRate = async (load: Load): Promise<Rate> => {
  const site = await openTestSite()
  const streams = names(load.streams)
  for (const name of streams)
    await site.records.streams.put(streamDraft(name, keyOf(name), { queue: DEPTH }), 0)
  const server = await site.start()
  const receiver = start('receiver', receiverOptions(load.wire, server.ports.pods, streams))
  const { ports } = await told<{ ports: number[] }>(receiver)
  if (load.wire === 'v0') await recordPods(site, streams, ports)
  await until(server.state, (state) => state.streams.every(({ pods }) => pods.some(({ ready }) => ready)))
  const sender: SenderOptions = {
    ...{ port: server.ports.ingest, keys: streams.map(keyOf), bytes: load.bytes, wire: load.wire },
    ...{ fps: 0, frames: 0 },
  }
  const rate = await measure(receiver, server.child.pid!, sender)
  await stop(receiver)
  await site.close()
  return rate
}

const recordPods = async (
  site: TestSite,
  streams: readonly string[],
  ports: readonly number[],
): Promise<void> => {
  for (const [index, name] of streams.entries())
    await site.records.pods.put(podDraft(`${name}-1`, name, { ports: { in: ports[index]! } }), 0)
}

const receiverOptions = (wire: 'v0' | 'v1', port: number, streams: readonly string[]): ReceiverOptions => ({
  ...{ wire, port, token: TOKEN, streams, credit: DEPTH, takesMs: 0 },
})
