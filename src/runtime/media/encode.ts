import { chooseMedia } from './implementation.ts'
import type { RawShape } from './raw.ts'
import type { MediaChoice } from './types.ts'

/** Makes JPEGs of pictures of one shape. */
export interface PictureEncoder {
  /** One call at a time; the bytes of the picture may be used again when it has returned or resolved. */
  encode(picture: Uint8Array): Uint8Array | Promise<Uint8Array>
  close(): Promise<void>
}

/** `quality`: 1-100. @throws GazeError SOURCE_FAILED when neither add-on nor executable is there. */
export const createPictureEncoder = async (
  shape: RawShape,
  quality: number,
  media: MediaChoice = 'auto',
): Promise<PictureEncoder> => {
  const { createEncoder } =
    (await chooseMedia(media)) === 'addon'
      ? await import('./addon/picture-encoder.ts')
      : await import('./exe/picture-encoder.ts')
  return createEncoder(shape, quality)
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

/**
 * Writes a video file; the name's ending says the container (.mp4, .mkv).
 * @throws GazeError SINK_FAILED when it cannot be written.
 */
export const writeVideo = async (
  path: string,
  pictures: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: VideoOptions,
): Promise<WrittenVideo> => {
  const { write } =
    (await chooseMedia(options.media)) === 'addon'
      ? await import('./addon/write-video.ts')
      : await import('./exe/write-video.ts')
  return write(path, pictures, options)
}
