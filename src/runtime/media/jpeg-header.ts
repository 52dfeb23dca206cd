import { GazeError } from '../errors.ts'
import { toEven } from './views.ts'

/** Pixels of the largest picture that is decoded: above it a header is a lie or an attack on memory. */
const MAX_PIXELS = 100_000_000

export interface Size {
  readonly width: number
  readonly height: number
}

const undecodable = (what: string): GazeError => new GazeError('UNDECODABLE', what)

const SCAN = 0xda

/** Start-of-frame markers: C0 to CF but for DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/** Looks for the end-of-image marker from behind; some cameras put bytes of their own after it. */
const hasEnd = (bytes: Uint8Array, from: number): boolean => {
  for (let at = bytes.length - 2; at >= from; at--)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}

export interface Segment {
  readonly marker: number
  /** Where the marker begins, and the first byte behind the segment, which may lie behind the end of the bytes. */
  readonly at: number
  readonly end: number
}

/**
 * The parts of a JPEG's header, up to and with its first scan (ITU-T T.81, B.1).
 * @throws GazeError UNDECODABLE when it is no JPEG or its header is damaged.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<Segment, void> {
  if (bytes.length === 0) throw undecodable('The picture is empty')
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw undecodable('The picture is not a JPEG')
  for (let at = 2; at + 3 < bytes.length; ) {
    if (bytes[at] !== 0xff) throw undecodable('The JPEG is damaged: no marker where one must be')
    const marker = bytes[at + 1]!
    if (marker === 0xff) at++
    else if (standsAlone(marker)) at += 2
    else {
      const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!)
      yield { marker, at, end }
      if (marker === SCAN) return
      at = end
    }
  }
}

/**
 * Size of a JPEG by its header, without decoding it.
 * @throws GazeError UNDECODABLE when it is no JPEG, is cut off, or claims more than {@link MAX_PIXELS}.
 */
export const jpegSize = (bytes: Uint8Array): Size => {
  let size: Size | undefined
  for (const { marker, at, end } of jpegSegments(bytes)) {
    if (isFrame(marker)) size = frameSize(bytes, at)
    if (marker === SCAN) return checked(size, hasEnd(bytes, end))
  }
  throw undecodable('The JPEG is cut off within its header')
}

/**
 * The JPEG with one more column or row where its size is odd, of those its last blocks hold unseen. FFmpeg, which thinks
 * that chroma of half a pixel less spans the whole picture, would stretch it.
 */
export const toEvenJpeg = (bytes: Uint8Array): Uint8Array => {
  const frame = [...jpegSegments(bytes)].find(({ marker }) => isFrame(marker))
  if (frame === undefined) return bytes
  const { width, height } = frameSize(bytes, frame.at)
  if (width % 2 === 0 && height % 2 === 0) return bytes
  const even = Buffer.from(bytes)
  even.writeUInt16BE(toEven(height), frame.at + 5)
  even.writeUInt16BE(toEven(width), frame.at + 7)
  return even
}

const frameSize = (bytes: Uint8Array, at: number): Size => {
  if (at + 8 >= bytes.length) throw undecodable('The JPEG is cut off within its header')
  return { height: (bytes[at + 5]! << 8) | bytes[at + 6]!, width: (bytes[at + 7]! << 8) | bytes[at + 8]! }
}

/** @throws GazeError UNDECODABLE for more than {@link MAX_PIXELS}. */
export const checkedSize = ({ width, height }: Size): Size => {
  if (width * height > MAX_PIXELS)
    throw undecodable(`The picture claims to be ${width}x${height} pixels, which is too large`)
  return { width, height }
}

const checked = (size: Size | undefined, ended: boolean): Size => {
  if (size === undefined || size.width === 0 || size.height === 0) throw undecodable('The JPEG says no size')
  checkedSize(size)
  if (!ended) throw undecodable('The JPEG is cut off')
  return size
}
