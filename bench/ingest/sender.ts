import { setTimeout as sleep } from 'node:timers/promises'
import { Push } from 'zeromq'

/** What a sender process is told, as JSON in its only argument. */
export interface SenderOptions {
  readonly port: number
  readonly keys: readonly string[]
  readonly bytes: number
  readonly wire: 'v0' | 'v1' | 'bare'
  /** Frames a second of each key, each key with a socket of its own; 0: one socket, as fast as it goes. */
  readonly fps: number
  /** Frames of each key; 0 for no end. */
  readonly frames: number
}

const options = JSON.parse(process.argv[2] ?? '') as SenderOptions
const jpeg = Buffer.alloc(options.bytes, 7)
jpeg.set([0xff, 0xd8, 0xff, 0xe0].slice(0, options.bytes))

const connect = (): Push => {
  const socket = new Push({ linger: options.fps === 0 ? 0 : 5_000 })
  socket.connect(`tcp://127.0.0.1:${options.port}`)
  return socket
}

const message = (key: string, bare: Buffer, seq: number): Buffer | (string | Buffer)[] => {
  if (options.wire !== 'v1') return bare
  const captureNs = `${process.hrtime.bigint()}`
  return [key, `{"seq":${seq},"captureNs":"${captureNs}","codec":"jpeg","width":640,"height":480}`, jpeg]
}

/** Made once: a sender copies nothing for a frame. */
const bareFor = (key: string): Buffer =>
  options.wire === 'v0' ? Buffer.concat([Buffer.from(key), jpeg]) : jpeg

const flood = async (): Promise<void> => {
  const socket = connect()
  const bares = options.keys.map(bareFor)
  for (let seq = 0; ; seq += 1) {
    for (const [index, key] of options.keys.entries()) await socket.send(message(key, bares[index]!, seq))
  }
}

const paced = async (key: string, index: number): Promise<void> => {
  const socket = connect()
  const bare = bareFor(key)
  const start = performance.now() + (index * 1000) / options.fps / options.keys.length + 500
  for (let seq = 0; options.frames === 0 || seq < options.frames; seq += 1) {
    await sleep(Math.max(0, start + (seq * 1000) / options.fps - performance.now()))
    await socket.send(message(key, bare, seq))
  }
  socket.close()
}

if (options.fps === 0) await flood()
else await Promise.all(options.keys.map(paced))
