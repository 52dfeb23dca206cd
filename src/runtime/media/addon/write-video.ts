import * as constants from 'node-av/constants'
import { setImmediate } from 'node:timers/promises'
import { GazeError } from '../../errors.ts'
import type { Chain } from '../chains.ts'
import type { VideoOptions, WrittenVideo } from '../types.ts'
import { reasonOf, succeed } from './check.ts'
import { createGraph, type Graph } from './graph.ts'
import { AGAIN, av } from './library.ts'
import { rawFrame } from './raw-frame.ts'

type Encoder = InstanceType<typeof av.CodecContext>
type Format = InstanceType<typeof av.FormatContext>

const createVideoEncoder = (
  options: VideoOptions,
  rate: InstanceType<typeof av.Rational>,
  global: boolean,
) => {
  const h264 = av.Codec.findEncoder(constants.AV_CODEC_ID_H264)
  const codec = h264 ?? av.Codec.findEncoder(constants.AV_CODEC_ID_MPEG4)
  const context = new av.CodecContext()
  context.allocContext3(codec)
  context.width = options.width
  context.height = options.height
  context.pixelFormat = constants.AV_PIX_FMT_YUV420P
  context.colorRange = constants.AVCOL_RANGE_MPEG
  context.timeBase = new av.Rational(rate.den, rate.num)
  context.framerate = rate
  context.gopSize = Math.max(1, Math.round(options.fps * 2))
  context.threadCount = 2
  if (global) context.setFlags(constants.AV_CODEC_FLAG_GLOBAL_HEADER)
  if (h264 !== null) {
    context.setOption('preset', 'superfast')
    context.setOption('crf', '20')
  } else context.bitRate = 4_000_000n
  succeed(context.open2Sync(codec, null), 'open its video encoder')
  return { context, codec: h264 === null ? 'mpeg4' : 'h264' }
}

const openOutput = (path: string): Format => {
  const format = new av.FormatContext()
  const code = format.allocOutputContext2(null, null, path)
  const opened = code < 0 ? code : format.openOutputSync()
  if (opened >= 0) return format
  throw new GazeError('SINK_FAILED', `${path} cannot be written as a video`, { why: reasonOf(opened) })
}

/** Moves what the encoder has ready into the file. */
const createDrain = (encoder: Encoder, format: Format, path: string) => {
  const stream = format.streams[0]!
  const packet = new av.Packet()
  packet.alloc()
  const drain = (): void => {
    for (;;) {
      const code = encoder.receivePacketSync(packet)
      if (code === AGAIN || code === constants.AVERROR_EOF) return
      succeed(code, 'encode a video')
      packet.streamIndex = 0
      packet.rescaleTs(encoder.timeBase, stream.timeBase)
      const written = format.interleavedWriteFrameSync(packet)
      if (written < 0)
        throw new GazeError('SINK_FAILED', `${path} cannot be written`, { why: reasonOf(written) })
    }
  }
  return { drain, free: () => packet.free() }
}

export const write = async (
  path: string,
  pictures: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: VideoOptions,
): Promise<WrittenVideo> => {
  const format = openOutput(path)
  const rate = new av.Rational(Math.round(options.fps * 1000), 1000)
  const { context, codec } = createVideoEncoder(options, rate, !path.endsWith('.avi'))
  const stream = format.newStream(null)
  stream.timeBase = context.timeBase
  stream.avgFrameRate = rate
  stream.codecpar.fromContext(context)
  succeed(format.writeHeaderSync(null), `begin ${path}`)
  const { drain, free } = createDrain(context, format, path)
  const chain: Chain = { width: options.width, height: options.height, format: 'yuv420p' }
  let graph: Graph | undefined
  let frames = 0
  try {
    for await (const picture of pictures) {
      // All else here is synchronous: without a pause no signal would come through before the end.
      await setImmediate()
      options.signal?.throwIfAborted()
      const raw = rawFrame(picture, options)
      graph ??= createGraph(raw, [chain])
      const frame = graph.run(raw)[0]!
      frame.pts = BigInt(frames++)
      succeed(context.sendFrameSync(frame), 'encode a video')
      frame.unref()
      raw.free()
      drain()
    }
    context.sendFrameSync(null)
    drain()
    succeed(format.writeTrailerSync(), `finish ${path}`)
  } finally {
    graph?.close()
    free()
    context.freeContext()
    format.closeOutputSync()
    format.freeContext()
  }
  return { frames, codec }
}
