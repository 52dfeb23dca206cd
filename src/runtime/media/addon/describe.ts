import * as constants from 'node-av/constants'
import { lengthMs } from '../source/duration.ts'
import { isSideways, matrixRotation, turnFilters } from '../source/rotation.ts'
import { ENDLESS_FORMAT, type VideoInfo } from '../types.ts'
import type { Demuxer } from './demux.ts'
import { av } from './library.ts'

const rate = (value: { num: number; den: number }): number =>
  value.num > 0 && value.den > 0 ? value.num / value.den : 0

/** The filters that show the picture upright. */
export const turnOf = ({ stream }: Demuxer): string => {
  const matrix = stream.codecpar.getCodedSideData(constants.AV_PKT_DATA_DISPLAYMATRIX)
  return matrix === null ? '' : turnFilters(matrixRotation(matrix))
}

const durationMs = ({ format, stream }: Demuxer): number => {
  const base = stream.timeBase
  if (stream.duration > 0n) return Math.round((Number(stream.duration) * base.num * 1000) / base.den)
  if (format.duration <= 0n) return 0
  // In microseconds; the lowest number stands for a start that is not known.
  const [duration, start] = [format.duration, format.startTime].map((us) => Math.round(Number(us) / 1000))
  return lengthMs(format.iformat?.name ?? '', duration!, start!)
}

const creationTime = ({ format, stream }: Demuxer): string => {
  const text = format.metadata?.get('creation_time') ?? stream.metadata?.get('creation_time')
  const at = text ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}

export const describe = (demuxer: Demuxer): VideoInfo => {
  const { codecpar } = demuxer.stream
  const sideways = isSideways(turnOf(demuxer))
  return {
    width: sideways ? codecpar.height : codecpar.width,
    height: sideways ? codecpar.width : codecpar.height,
    fps: rate(demuxer.stream.avgFrameRate) || rate(demuxer.stream.rFrameRate),
    durationMs: durationMs(demuxer),
    creationTime: creationTime(demuxer),
    codec: av.Codec.findDecoder(codecpar.codecId)?.name ?? 'unknown',
    endless: demuxer.format.iformat?.name === ENDLESS_FORMAT,
  }
}
