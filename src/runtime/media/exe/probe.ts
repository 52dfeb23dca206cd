import { cannotOpen, noSize, noVideo, silence } from '../source/failures.ts'
import type { Target } from '../source/protocols.ts'
import { lengthMs } from '../source/duration.ts'
import { isSideways, turnFilters } from '../source/rotation.ts'
import { ENDLESS_FORMAT, type OpenOptions, SILENCE_MS, type VideoInfo } from '../types.ts'
import { finish, lastLine } from './run.ts'
import { sourceArguments } from './source-arguments.ts'

interface ProbedStream {
  readonly index: number
  readonly codec_name?: string
  readonly width?: number
  readonly height?: number
  readonly avg_frame_rate?: string
  readonly r_frame_rate?: string
  readonly duration?: string
  readonly disposition?: { readonly attached_pic?: number; readonly default?: number }
  readonly tags?: { readonly creation_time?: string }
  readonly side_data_list?: readonly { readonly rotation?: number }[]
}
interface Probed {
  readonly streams?: readonly ProbedStream[]
  readonly format?: {
    readonly format_name?: string
    readonly duration?: string
    readonly start_time?: string
    readonly tags?: { readonly creation_time?: string }
  }
}

export interface Probe {
  readonly info: VideoInfo
  readonly index: number
  /** Filters that show the picture upright. */
  readonly turn: string
}

const rate = (text = '0/0'): number => {
  const [num = 0, den = 0] = text.split('/').map(Number)
  return num > 0 && den > 0 ? num / den : 0
}

const time = (text: string | undefined): string => {
  const at = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}

const ms = (seconds = '0'): number => Math.round(Number(seconds) * 1000)

const durationMs = ({ duration }: ProbedStream, format: Probed['format']): number =>
  duration === undefined
    ? lengthMs(format?.format_name ?? '', ms(format?.duration), ms(format?.start_time))
    : ms(duration)

/** @throws GazeError SOURCE_FAILED */
export const probe = async (
  target: Target,
  { signal, silenceMs = SILENCE_MS }: OpenOptions,
): Promise<Probe> => {
  const args = ['-v', 'error', ...sourceArguments(target), '-select_streams', 'V']
  const done = await finish(
    'ffprobe',
    [...args, '-show_streams', '-show_format', '-of', 'json', target.url],
    {
      timeoutMs: silenceMs,
      ...(signal === undefined ? {} : { signal }),
    },
  )
  if (done.code !== 0) throw cannotOpen(target, lastLine(done.stderr) || silence(silenceMs))
  const found = JSON.parse(done.stdout.toString()) as Probed
  const stream = found.streams?.[0]
  if (stream?.width === undefined || stream.height === undefined) throw noVideo(target)
  if (stream.width < 1 || stream.height < 1) throw noSize(target)
  const turn = turnFilters(stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0)
  const sideways = isSideways(turn)
  return {
    index: stream.index,
    turn,
    info: {
      width: sideways ? stream.height : stream.width,
      height: sideways ? stream.width : stream.height,
      fps: rate(stream.avg_frame_rate) || rate(stream.r_frame_rate),
      durationMs: durationMs(stream, found.format),
      creationTime: time(found.format?.tags?.creation_time ?? stream.tags?.creation_time),
      codec: stream.codec_name ?? 'unknown',
      endless: found.format?.format_name === ENDLESS_FORMAT,
    },
  }
}
