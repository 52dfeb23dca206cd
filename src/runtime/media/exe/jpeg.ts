import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { GazeError } from '../../errors.ts'
import type { View } from '../../pipeline/item.ts'
import { type Chain, chainsOf, filterText, type Shape } from '../chains.ts'
import type { Size } from '../jpeg-header.ts'
import { createRasterPools } from '../raster-pool.ts'
import { isSideways } from '../source/rotation.ts'
import type { SizedDecoder } from '../types.ts'
import { toEven } from '../views.ts'
import { createByteReaders } from './byte-reader.ts'
import { start } from './run.ts'

/** Milliseconds after which a picture that does not come out is taken for damaged; more for each million pixels. */
const PATIENCE_MS = 3_000
const PATIENCE_MS_PER_MEGAPIXEL = 200
const FIRST_PIPE = 3

const programArguments = (chains: readonly Chain[]): string[] => {
  const split = `[0:0]split=${chains.length}${chains.map((_, n) => `[i${n}]`).join('')}`
  const graph = [split, ...chains.map((chain, n) => `[i${n}]${filterText(chain)}[o${n}]`)].join(';')
  return [
    ...['-hide_banner', '-loglevel', 'error', '-xerror', '-noautorotate', '-threads', '1'],
    ...['-protocol_whitelist', 'pipe', '-f', 'ivf', '-i', 'pipe:0', '-filter_complex', graph],
    ...chains.flatMap((_, n) => [
      ...['-map', `[o${n}]`, '-vsync', 'passthrough', '-threads', '1', '-f', 'rawvideo'],
      ...['-flush_packets', '1'],
      `pipe:${FIRST_PIPE + n}`,
    ]),
  ]
}

/** IVF, the plainest container: 32 bytes of head, then 12 before each picture, whose length is known at once. */
const ivfHead = ({ width, height }: Size): Buffer => {
  const head = Buffer.alloc(32)
  head.write('DKIF', 0)
  head.writeUInt16LE(32, 6)
  head.write('MJPG', 8)
  head.writeUInt16LE(width, 12)
  head.writeUInt16LE(height, 14)
  head.writeUInt32LE(25, 16)
  head.writeUInt32LE(1, 20)
  return head
}

const ivfFrame = (length: number, index: number): Buffer => {
  const head = Buffer.alloc(12)
  head.writeUInt32LE(length, 0)
  head.writeUInt32LE(index, 4)
  return head
}

const startDecoder = async (chains: readonly Chain[], size: Size) => {
  const child = await start('ffmpeg', programArguments(chains), {
    stdio: ['pipe', 'ignore', 'ignore', ...chains.map(() => 'pipe' as const)],
  })
  const input = child.stdin as Writable
  // A decoder that gave up is noticed by what does not come out of it.
  input.on('error', () => {})
  input.write(ivfHead(size))
  let index = 0
  return {
    outputs: createByteReaders(child.stdio.slice(FIRST_PIPE) as Readable[]),
    write: (bytes: Uint8Array): void => {
      input.write(ivfFrame(bytes.length, index++))
      input.write(bytes)
    },
    stop: async (): Promise<void> => {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined
      child.kill('SIGKILL')
      await gone
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/** One `ffmpeg` for all pictures of a shape; it ends at the first damaged one and the next gets a new one. */
export const createSizedDecoder = (views: readonly View[], shape: Omit<Shape, 'exact'>): SizedDecoder => {
  const { rasters: chains } = chainsOf(views, { ...shape, exact: true })
  const pools = createRasterPools(chains)
  const patienceMs = PATIENCE_MS + (shape.width * shape.height * PATIENCE_MS_PER_MEGAPIXEL) / 1e6
  const [width, height] = isSideways(shape.turn) ? [shape.height, shape.width] : [shape.width, shape.height]
  let program: Awaited<ReturnType<typeof startDecoder>> | undefined
  return {
    decode: async (bytes) => {
      program ??= await startDecoder(chains, { width: toEven(width), height: toEven(height) })
      const { outputs, write, kill, stop } = program
      const { all, greys, rgb, release } = pools.take()
      const late = setTimeout(kill, patienceMs)
      write(bytes)
      const filled = await Promise.all(all.map((raster, n) => outputs[n]!.fill(raster.data)))
      clearTimeout(late)
      if (!filled.includes(false)) return { greys, rgb, release }
      program = undefined
      await stop()
      throw new GazeError('UNDECODABLE', 'The JPEG is damaged', { why: 'ffmpeg gave no picture for it' })
    },
    close: async () => program?.stop(),
  }
}
