import * as constants from 'node-av/constants'
import { cannotOpen } from '../source/failures.ts'
import type { Target } from '../source/protocols.ts'
import { reasonOf } from './check.ts'
import type { Demuxer } from './demux.ts'
import { av } from './library.ts'

export type CodecContext = InstanceType<typeof av.CodecContext>

/** Frame threads: decoding goes on beside this thread while JavaScript looks at the picture before. */
export const openDecoder = ({ stream, close }: Demuxer, target: Target, threads: number): CodecContext => {
  const codec = av.Codec.findDecoder(stream.codecpar.codecId)
  if (codec === null) {
    close()
    throw cannotOpen(target, 'FFmpeg has no decoder for its codec')
  }
  const context = new av.CodecContext()
  context.allocContext3(codec)
  context.parametersToContext(stream.codecpar)
  context.pktTimebase = stream.timeBase
  context.threadCount = threads
  context.threadType = constants.FF_THREAD_FRAME
  const code = context.open2Sync(codec, null)
  if (code < 0) {
    context.freeContext()
    close()
    throw cannotOpen(target, reasonOf(code))
  }
  return context
}
