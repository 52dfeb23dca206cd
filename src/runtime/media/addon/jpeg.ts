import * as constants from 'node-av/constants'
import { GazeError } from '../../errors.ts'
import type { View } from '../../pipeline/item.ts'
import type { Shape } from '../chains.ts'
import type { SizedDecoder } from '../types.ts'
import { reasonOf, succeed } from './check.ts'
import { av } from './library.ts'
import { createViewer } from './viewer.ts'

export const createSizedDecoder = (views: readonly View[], shape: Omit<Shape, 'exact'>): SizedDecoder => {
  const codec = av.Codec.findDecoder(constants.AV_CODEC_ID_MJPEG)
  const context = new av.CodecContext()
  context.allocContext3(codec)
  context.threadCount = 1
  succeed(context.open2Sync(codec, null), 'open its JPEG decoder')
  const viewer = createViewer(views, { ...shape, exact: true })
  const packet = new av.Packet()
  packet.alloc()
  const frame = new av.Frame()
  frame.alloc()
  const decodeInto = (bytes: Uint8Array): number => {
    packet.data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const sent = context.sendPacketSync(packet)
    packet.unref()
    return sent < 0 ? sent : context.receiveFrameSync(frame)
  }
  return {
    decode: (bytes) => {
      const code = decodeInto(bytes)
      if (code >= 0) return viewer.view(frame)
      context.flushBuffers()
      throw new GazeError('UNDECODABLE', 'The JPEG is damaged', { why: reasonOf(code) })
    },
    close: async () => {
      viewer.close()
      frame.free()
      packet.free()
      context.freeContext()
    },
  }
}
