import { GazeError } from '../errors.ts'

/** Pixels of the largest picture that is decoded: above it a header is a lie or an attack on memory. */
const MAX_PIXELS = 100_000_000

export interface Size {
  readonly width: number
  readonly height: number
}

const undecodable = (what: string): GazeError => new GazeError('UNDECODABLE', what)

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

/**
 * Size of a JPEG by its header, without decoding it (ITU-T T.81, B.1).
 * @throws GazeError UNDECODABLE when it is no JPEG, is cut off, or claims more than {@link MAX_PIXELS}.
 */
export const jpegSize = (bytes: Uint8Array): Size => {
  if (bytes.length === 0) throw undecodable('The picture is empty')
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw undecodable('The picture is not a JPEG')
  let size: Size | undefined
  for (let at = 2; at + 3 < bytes.length; ) {
    if (bytes[at] !== 0xff) throw undecodable('The JPEG is damaged: no marker where one must be')
    const marker = bytes[at + 1]!
    if (marker === 0xff) at++
    else if (standsAlone(marker)) at += 2
    else {
      const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
      if (isFrame(marker)) size = frameSize(bytes, at)
      at += 2 + length
      if (marker === 0xda) return checked(size, hasEnd(bytes, at))
    }
  }
  throw undecodable('The JPEG is cut off within its header')
}

const frameSize = (bytes: Uint8Array, at: number): Size => {
  if (at + 8 >= bytes.length) throw undecodable('The JPEG is cut off within its header')
  return { height: (bytes[at + 5]! << 8) | bytes[at + 6]!, width: (bytes[at + 7]! << 8) | bytes[at + 8]! }
}

const checked = (size: Size | undefined, ended: boolean): Size => {
  if (size === undefined || size.width === 0 || size.height === 0) throw undecodable('The JPEG says no size')
  if (size.width * size.height > MAX_PIXELS)
    throw undecodable(`The JPEG claims to be ${size.width}x${size.height} pixels, which is too large`)
  if (!ended) throw undecodable('The JPEG is cut off')
  return size
}
