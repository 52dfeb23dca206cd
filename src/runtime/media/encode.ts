import { chooseMedia } from './implementation.ts'
import type { RawShape } from './raw.ts'
import type { MediaChoice, PictureEncoder, VideoOptions, WrittenVideo } from './types.ts'

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
