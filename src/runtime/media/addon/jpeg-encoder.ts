import * as constants from 'node-av/constants'
import { quantiserOf } from '../views.ts'
import { succeed } from './check.ts'
import { av } from './library.ts'

/** FFmpeg counts quantisers in 118ths. */
const LAMBDA = 118

export interface JpegEncoder {
  /** The frame must be 4:2:0 in full range, of the encoder's size. */
  encode(frame: InstanceType<typeof av.Frame>): Uint8Array
  close(): void
}

export const createJpegEncoder = (width: number, height: number, quality: number): JpegEncoder => {
  const codec = av.Codec.findEncoder(constants.AV_CODEC_ID_MJPEG)
  const context = new av.CodecContext()
  context.allocContext3(codec)
  context.width = width
  context.height = height
  context.pixelFormat = constants.AV_PIX_FMT_YUVJ420P
  context.colorRange = constants.AVCOL_RANGE_JPEG
  context.timeBase = new av.Rational(1, 1000)
  context.threadCount = 1
  context.qMin = 1
  context.flags = constants.AV_CODEC_FLAG_QSCALE
  context.globalQuality = quantiserOf(quality) * LAMBDA
  // The fixed tables are twice as fast as those made for each picture. Options as a Dictionary are freed twice.
  succeed(context.setOption('huffman', 'default'), 'set up its JPEG encoder')
  succeed(context.open2Sync(codec, null), 'open its JPEG encoder')
  const packet = new av.Packet()
  packet.alloc()
  let count = 0n
  return {
    encode: (frame) => {
      frame.pts = count++
      frame.quality = quantiserOf(quality) * LAMBDA
      succeed(context.sendFrameSync(frame), 'encode a JPEG')
      succeed(context.receivePacketSync(packet), 'encode a JPEG')
      const bytes = new Uint8Array(packet.data ?? [])
      packet.unref()
      return bytes
    },
    close: () => {
      packet.free()
      context.freeContext()
    },
  }
}
