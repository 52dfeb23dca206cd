import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { GazeError } from '../../errors.ts'
import { filterText } from '../chains.ts'
import type { RawShape } from '../raw.ts'
import type { PictureEncoder } from '../types.ts'
import { jpegArguments } from './arguments.ts'
import { createByteReaders } from './byte-reader.ts'
import { readJpeg } from './mpjpeg.ts'
import { rawInput } from './raw-input.ts'
import { start } from './run.ts'

/** ffmpeg looks for a tag in as many bytes before it reads on, so that pictures of a few pixels are written repeatedly. */
const LEAST_BYTES = 10
/** Milliseconds after which a picture that does not come out is given up. */
const PATIENCE_MS = 30_000

/** One `ffmpeg` that takes raw pictures and gives JPEGs, one for one. */
export const createEncoder = async (shape: RawShape, quality: number): Promise<PictureEncoder> => {
  const filter = filterText({ width: shape.width, height: shape.height, format: 'yuvj420p' })
  const args = [...rawInput(shape, 25), '-vf', filter, '-threads', '1', ...jpegArguments(quality)]
  const child = await start('ffmpeg', [...args, '-flush_packets', '1', 'pipe:1'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  // An encoder that has gone is noticed by what does not come out of it.
  child.stdin?.on('error', () => {})
  const [reader] = createByteReaders([child.stdout as Readable])
  return {
    encode: async (picture) => {
      const times = Math.ceil(LEAST_BYTES / picture.length)
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      for (let n = 0; n < times; n++) child.stdin?.write(picture)
      const jpeg = await readJpeg(reader!)
      for (let n = 1; n < times; n++) await readJpeg(reader!)
      clearTimeout(late)
      if (jpeg === undefined) throw new GazeError('SINK_FAILED', 'ffmpeg ended while it encoded JPEGs')
      return jpeg
    },
    close: async () => {
      child.kill('SIGKILL')
      await closed
    },
  }
}
