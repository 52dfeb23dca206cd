import * as constants from 'node-av/constants'
import type { Chain } from '../chains.ts'
import type { Raster } from '../raster-pool.ts'
import { succeed } from './check.ts'
import { av } from './library.ts'

type Frame = InstanceType<typeof av.Frame>

/** A frame that stays where it is, by which pictures come out of FFmpeg's memory into ours. */
export interface Landing {
  /** `from` and `to` have the size and format of the chain. */
  copy(from: Frame, to: Raster): void
  close(): void
}

/** The memory of each new frame would be one more external buffer to V8, which collects those by whole collections. */
export const createLanding = ({ width, height, format }: Chain): Landing => {
  const frame = new av.Frame()
  frame.alloc()
  Object.assign(frame, { width, height })
  frame.format = format === 'gray' ? constants.AV_PIX_FMT_GRAY8 : constants.AV_PIX_FMT_RGB24
  // Rows without padding.
  succeed(frame.getBuffer(1), 'make room for a picture')
  const pixels = frame.data![0]!
  return {
    copy(from, to) {
      succeed(frame.copy(from), 'copy a picture')
      to.data.set(pixels.subarray(0, to.data.length))
    },
    close: () => frame.free(),
  }
}
