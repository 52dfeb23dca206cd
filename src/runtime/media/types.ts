import type { Grey, Rgb, View } from '../pipeline/item.ts'
import type { Size } from './jpeg-header.ts'
import type { RawShape } from './raw.ts'

/** `addon`: FFmpeg in process (node-av); `ffmpeg`: the executables; `auto`: the add-on where it loads. */
export type MediaChoice = 'auto' | 'addon' | 'ffmpeg'

/** What a video says of itself; turned the way a player shows it. */
export interface VideoInfo {
  /** Pixels of the first picture. */
  readonly width: number
  readonly height: number
  /** Pictures a second, 0 where the container does not say. */
  readonly fps: number
  /** Milliseconds, 0 where the container does not say. */
  readonly durationMs: number
  /** RFC 3339, or empty. */
  readonly creationTime: string
  /** FFmpeg's name of the codec. */
  readonly codec: string
  /** A form that only cameras send, picture after picture: its end is a break. */
  readonly endless: boolean
}

/** One decoded picture in the views that were asked for, in their order. */
export interface Picture {
  /** Counts from 0. */
  readonly index: number
  /** Nanoseconds since the first picture; strictly rising. */
  readonly ptsNs: bigint
  /** Valid until `release`. */
  readonly greys: readonly Grey[]
  readonly rgb: Rgb | undefined
  readonly jpegs: readonly Uint8Array[]
  /** A JPEG made only when asked for, before `release` or before the next picture is read; absent without `pictures`. */
  readonly late?: () => Uint8Array | undefined
  /** Gives the memory back for later pictures. */
  release(): void
}

/** What went wrong on the way without ending it; grows while pictures are read. */
export interface VideoFaults {
  /** Packets or pictures that could not be decoded. */
  undecodable: number
  /** Pictures that were decoded in part; FFmpeg made up the rest. */
  patched: number
  /** How often the picture's size changed; such pictures are scaled to the first one's size. */
  resized: number
  /** Why reading stopped before the end, or empty. */
  broken: string
}

/** An open video. Only one `next` at a time. */
export interface VideoReader {
  readonly info: VideoInfo
  readonly faults: VideoFaults
  /** The next picture, `undefined` at the end; a promise only where it has to wait. @throws GazeError SOURCE_FAILED */
  next(): Picture | undefined | Promise<Picture | undefined>
  close(): Promise<void>
}

export interface OpenOptions {
  /** The forms each picture is given in. */
  readonly views: readonly View[]
  /** Keeps what is needed to make a JPEG of a picture later; the executable makes one of each. */
  readonly pictures?: boolean
  /** Decoder threads, 1-16; they decode ahead. Default 2. */
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly media?: MediaChoice
  /** How long a source that is no file may give no picture, milliseconds. Default 15,000. */
  readonly silenceMs?: number
}

export const SILENCE_MS = 15_000

/** FFmpeg's name of JPEGs one behind the other over HTTP. */
export const ENDLESS_FORMAT = 'mpjpeg'

/** The views of one JPEG that are not JPEG again, valid until `release`. Its size is that of the picture upright. */
export interface DecodedJpeg extends Size {
  readonly greys: readonly Grey[]
  readonly rgb: Rgb | undefined
  release(): void
}

/** Its colour is converted as libjpeg does it. */
export const isExact = ({ codec, width, height }: VideoInfo): boolean =>
  codec === 'mjpeg' && width % 2 === 0 && height % 2 === 0

/** Decodes JPEGs of one size, made even by `toEvenJpeg`, and all turned the same way. */
export interface SizedDecoder {
  /** @throws GazeError UNDECODABLE; the decoder goes on with the next picture. */
  decode(
    bytes: Uint8Array,
  ): Omit<DecodedJpeg, 'width' | 'height'> | Promise<Omit<DecodedJpeg, 'width' | 'height'>>
  close(): Promise<void>
}

/** Makes JPEGs of pictures of one shape. */
export interface PictureEncoder {
  /** One call at a time; the bytes of the picture may be used again when it has returned or resolved. */
  encode(picture: Uint8Array): Uint8Array | Promise<Uint8Array>
  close(): Promise<void>
}

export interface VideoOptions extends RawShape {
  /** Pictures a second. */
  readonly fps: number
  readonly media?: MediaChoice
  readonly signal?: AbortSignal
}

export interface WrittenVideo {
  readonly frames: number
  /** `h264`, or `mpeg4` where that cannot be encoded. */
  readonly codec: string
}
