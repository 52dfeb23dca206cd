import * as constants from 'node-av/constants'
import type { RawShape } from '../raw.ts'
import { av } from './library.ts'

const FORMATS = {
  gray: constants.AV_PIX_FMT_GRAY8,
  rgb24: constants.AV_PIX_FMT_RGB24,
  yuvj420p: constants.AV_PIX_FMT_YUVJ420P,
} as const

/** An FFmpeg frame with a copy of the picture. */
export const rawFrame = (
  picture: Uint8Array,
  { width, height, format }: RawShape,
): InstanceType<typeof av.Frame> => {
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength)
  const frame = av.Frame.fromVideoBuffer(bytes, { width, height, format: FORMATS[format] })
  frame.colorRange = constants.AVCOL_RANGE_JPEG
  return frame
}
