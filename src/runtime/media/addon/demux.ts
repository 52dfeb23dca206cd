import * as constants from 'node-av/constants'
import { cannotOpen, noSize, noVideo } from '../source/failures.ts'
import type { Target } from '../source/protocols.ts'
import { type OpenOptions, SILENCE_MS } from '../types.ts'
import { reasonOf } from './check.ts'
import { av } from './library.ts'

type Format = InstanceType<typeof av.FormatContext>
type Stream = InstanceType<typeof av.Stream>

export interface Demuxer {
  readonly format: Format
  readonly stream: Stream
  close(): void
}

/** @throws GazeError SOURCE_FAILED when this FFmpeg has not the device. */
const inputOf = (target: Target): InstanceType<typeof av.InputFormat> | null => {
  if (target.device === undefined) return null
  const input = av.InputFormat.findInputFormat(target.device)
  if (input === null) throw cannotOpen(target, `this FFmpeg reads no ${target.device} devices`)
  return input
}

/** A local file is opened on this thread, a network source beside it, so that it can be given up. */
const openFormat = async (
  format: Format,
  target: Target,
  { signal, silenceMs }: OpenOptions,
): Promise<number> => {
  const options = av.Dictionary.fromObject({ protocol_whitelist: target.protocols })
  if (target.local) {
    const code = format.openInputSync(target.url, null, options)
    return code < 0 ? code : format.findStreamInfoSync(null)
  }
  const late = AbortSignal.any([AbortSignal.timeout(silenceMs ?? SILENCE_MS), ...(signal ? [signal] : [])])
  const stop = (): void => format.interrupt()
  late.addEventListener('abort', stop, { once: true })
  try {
    const code = await format.openInput(target.url, inputOf(target), options)
    return code < 0 ? code : await format.findStreamInfo(null)
  } finally {
    late.removeEventListener('abort', stop)
    signal?.throwIfAborted()
  }
}

/** @throws GazeError SOURCE_FAILED */
export const openDemuxer = async (target: Target, options: OpenOptions): Promise<Demuxer> => {
  const format = new av.FormatContext()
  format.allocContext()
  const code = await openFormat(format, target, options)
  if (code < 0) {
    format.closeInputSync()
    throw cannotOpen(target, reasonOf(code))
  }
  const index = format.findBestStream(constants.AVMEDIA_TYPE_VIDEO)
  const stream = format.streams[index]
  if (stream === undefined || (stream.disposition & constants.AV_DISPOSITION_ATTACHED_PIC) !== 0) {
    format.closeInputSync()
    throw noVideo(target)
  }
  if (stream.codecpar.width < 1 || stream.codecpar.height < 1) {
    format.closeInputSync()
    throw noSize(target)
  }
  for (const other of format.streams) if (other.index !== index) other.discard = constants.AVDISCARD_ALL
  return { format, stream, close: () => format.closeInputSync() }
}
